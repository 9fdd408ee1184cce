#!/bin/bash
# Makes what deploy/install.sh installs from where there is no network: one folder for a Debian and an
# architecture, with everything that is needed and one signature over it. docs/install.md, "Bundles".
#   bundle.sh make FOLDER DEBIAN ARCHITECTURE   a folder in FOLDER, such as tingsheng-0.3.0-debian12-amd64
#   bundle.sh sign FOLDER                       sums and signature of a folder that is filled
#   bundle.sh program-key                       the public key that later versions are signed with
# The signing key is in the folder that RELEASE_KEY names, and is made with the first bundle; so is
# the key that signs versions for `kiosk.py upgrade`, unless program.pub there has its public half.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

TOP=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
RELEASE_KEY=${RELEASE_KEY:-${XDG_DATA_HOME:-$HOME/.local/share}/tingsheng-release}

say() { printf 'bundle: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 1
}

# Signing -----------------------------------------------------------------------

key() { gpg --homedir "$RELEASE_KEY" --batch --quiet "$@"; }

fingerprint() { key --with-colons --list-secret-keys | awk -F: '$1 == "fpr" { print $10; exit }'; }

make_key() {
	[ ! -d "$RELEASE_KEY" ] || return 0
	install -d -m 700 "$RELEASE_KEY"
	key --passphrase '' --quick-generate-key 'Tingsheng releases' ed25519 sign never
	say "a new key to sign with was made in $RELEASE_KEY; keep a copy of it locked away"
}

program_key() {
	if [ -f "$RELEASE_KEY/program.pub" ]; then
		cat "$RELEASE_KEY/program.pub"
	else
		PYTHONPATH=$TOP "$TOP/.venv/bin/python" -c 'import sys, pathlib
from kiosk.ground.keys import Keys
print(Keys.load(pathlib.Path(sys.argv[1])).public.hex())' "$RELEASE_KEY/program.key"
	fi
}

sign() {
	make_key
	cd "$1"
	rm -f key.pgp SHA256SUMS SHA256SUMS.sig
	key --export --output key.pgp
	# shellcheck disable=SC2094 # it leaves itself out
	find . -type f ! -name SHA256SUMS -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS
	key --detach-sign --output SHA256SUMS.sig SHA256SUMS
	gpgconf --homedir "$RELEASE_KEY" --kill gpg-agent || true
	say "$1: $(du -sm . | cut -f 1) MB"
	say "fingerprint, for the sheet that goes along: $(fingerprint)"
	say "sum of SHA256SUMS, for the same sheet: $(sha256sum <SHA256SUMS | cut -d ' ' -f 1)"
}

# Contents ----------------------------------------------------------------------

codename() {
	case $1 in
	12) echo bookworm ;;
	13) echo trixie ;;
	*) fail "which Debian? 12 or 13" ;;
	esac
}

# The program as it was committed, without its tests; what browsers need was fetched by hash before.
add_program() {
	[ -z "$(git -C "$TOP" status --porcelain)" ] || say 'what is not committed is not in the bundle'
	mkdir "$1/program"
	git -C "$TOP" archive HEAD -- . ':!tests' | tar -C "$1/program" -x
	cp -RL "$TOP/static/vendor" "$1/program/static/"
	cat >"$1/install.sh" <<-'SCRIPT'
		#!/bin/bash
		exec bash "$(dirname "$(readlink -f "$0")")/program/deploy/install.sh" "$@"
	SCRIPT
}

# As for a computer with nothing on it, from this computer's own sources, for another Debian or
# architecture where that is asked.
add_packages() {
	local apt=$scratch/apt source here there
	here=$(. /etc/os-release && echo "$VERSION_CODENAME")
	there=$(codename "$2")
	mkdir -p "$1/packages" "$apt/sources" "$apt/state/lists/partial" "$apt/cache/archives/partial"
	: >"$apt/status"
	while read -r source; do
		sed "s/\\b$here\\b/$there/g" "$source" >"$apt/sources/${source##*/}"
	done < <(grep -lsw "$here" /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources)
	cat >"$apt/conf" <<-CONF
		Dir::Etc::SourceList "/dev/null";
		Dir::Etc::SourceParts "$apt/sources";
		Dir::State "$apt/state";
		Dir::State::Status "$apt/status";
		Dir::Cache "$apt/cache";
		APT::Architecture "$3";
		APT::Architectures "$3";
		APT::Sandbox::User "root";
	CONF
	export APT_CONFIG=$apt/conf
	apt-get --quiet=2 update
	# shellcheck disable=SC2046 # names without spaces
	apt-get --quiet=2 --yes --download-only --no-install-recommends install $(all_packages) >/dev/null
	unset APT_CONFIG
	for source in "$apt"/cache/archives/*.deb; do
		mv "$source" "$1/packages/$(basename "$source" | sed 's/_[0-9]*%3a/_/')"
	done
	(cd "$1/packages" && apt-ftparchive packages . >"$scratch/Packages" && mv "$scratch/Packages" .)
}

all_packages() { awk '$1 !~ /^#/ { print $2 }' "$TOP/deploy/installer/packages.txt"; }

# Wheels for any C library up to that Debian's, by the hashes in requirements.txt.
add_wheels() {
	local machine=x86_64 python=3.11 newest=36 minor platforms=()
	[ "$3" = amd64 ] || machine=aarch64
	[ "$2" = 12 ] || python=3.13 newest=41
	for minor in $(seq 5 "$newest"); do platforms+=(--platform "manylinux_2_${minor}_$machine"); done
	platforms+=(--platform "manylinux2014_$machine" --platform "linux_$machine")
	"$TOP/.venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-cache-dir \
		--only-binary :all: --no-deps --require-hashes --implementation cp --python-version "$python" \
		"${platforms[@]}" --dest "$1/wheels" -r "$TOP/requirements.txt"
}

make_bundle() {
	local version program_key to
	case $3 in amd64 | arm64) ;; *) fail 'which architecture? amd64 or arm64' ;; esac
	codename "$2" >/dev/null
	version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' "$TOP/kiosk/__init__.py")
	to=$1/tingsheng-$version-debian$2-$3
	make_key
	program_key=$(program_key)
	[[ $program_key =~ ^[0-9a-f]{64}$ ]] || fail "$RELEASE_KEY/program.pub: not 64 digits from 0 to f"
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	rm -rf "$to"
	mkdir -p "$to"
	printf 'BUNDLE_VERSION=%s\nBUNDLE_COMMIT=%s\nBUNDLE_DEBIAN=%s\nBUNDLE_ARCHITECTURE=%s\nBUNDLE_PROGRAM_KEY=%s\n' \
		"$version" "$(git -C "$TOP" rev-parse HEAD)" "$2" "$3" "$program_key" >"$to/bundle.conf"
	add_program "$to"
	add_wheels "$to" "$2" "$3"
	add_packages "$to" "$2" "$3"
	sign "$to"
}

case ${1-}-$# in
make-4) make_bundle "${@:2}" ;;
sign-2) sign "$2" ;;
program-key-1) make_key && program_key ;;
*) fail 'see the first lines of this file' ;;
esac
