#!/bin/bash
# Makes a release: the program as it was committed in one zip, what it is made of, their sums and a
# signature by minisign. The same commit gives the same bytes. docs/releases.md.
#   release.sh make FOLDER          a folder in FOLDER, such as tingsheng-0.3.0
#   release.sh check FOLDER KEY     signature and sums of a release; KEY is the public key's second line
# The signing key, minisign.key, is in the folder that RELEASE_KEY names, and is made with the first
# release; with its public half minisign.pub alone, the sums wait to be signed elsewhere.
set -euo pipefail

TOP=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
RELEASE_KEY=${RELEASE_KEY:-${XDG_DATA_HOME:-$HOME/.local/share}/tingsheng-release}

say() { printf 'release: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 1
}

make_key() {
	[ ! -f "$RELEASE_KEY/minisign.pub" ] || return 0
	install -d -m 700 "$RELEASE_KEY"
	minisign -G -W -p "$RELEASE_KEY/minisign.pub" -s "$RELEASE_KEY/minisign.key" >/dev/null
	chmod 600 "$RELEASE_KEY/minisign.key"
	say "a new key to sign with was made in $RELEASE_KEY; keep a copy of it locked away"
}

# What browsers need was fetched by hash; all else is taken from the commit, with its time.
pack() {
	local name=$1 file added=()
	for file in "$TOP"/static/vendor/*; do
		added+=("--add-file=$file")
	done
	git -C "$TOP" archive --format=zip "--prefix=$name/static/vendor/" "${added[@]}" \
		"--prefix=$name/" --output "$2/$name.zip" HEAD -- . ':!tests'
}

sign() {
	if [ ! -f "$RELEASE_KEY/minisign.key" ]; then
		say "sign it where the key is: minisign -Sm $1/SHA256SUMS -t 'tingsheng $2'"
		return 0
	fi
	minisign -S -s "$RELEASE_KEY/minisign.key" -t "tingsheng $2" -m "$1/SHA256SUMS" >/dev/null
	say "public key, for the sheet that goes along: $(tail -n 1 "$RELEASE_KEY/minisign.pub")"
}

make_release() {
	local version to
	command -v minisign >/dev/null || fail 'minisign is not installed: deploy/setup.sh release'
	[ -z "$(git -C "$TOP" status --porcelain)" ] || say 'what is not committed is not in the release'
	version=$(git -C "$TOP" show HEAD:kiosk/__init__.py | sed -n 's/^VERSION = "\(.*\)"/\1/p')
	to=$1/tingsheng-$version
	make_key
	rm -rf "$to"
	mkdir -p "$to"
	pack "tingsheng-$version" "$to"
	"$TOP/.venv/bin/python" "$TOP/deploy/installer/sbom.py" "$version" \
		"$(git -C "$TOP" log -1 --format=%ct)" "$to/tingsheng-$version.cdx.json"
	(cd "$to" && LC_ALL=C sha256sum tingsheng-* >SHA256SUMS)
	sign "$to" "$version"
	say "$to: $(du -sk "$to" | cut -f 1) kB"
}

check_release() {
	minisign -V -q -P "$2" -m "$1/SHA256SUMS" || fail 'the signature is not by this key'
	(cd "$1" && sha256sum --check --strict --quiet SHA256SUMS) || fail 'files differ from the sums'
	say "signed by this key, and whole"
}

case ${1-}-$# in
make-2) make_release "$2" ;;
check-3) check_release "$2" "$3" ;;
*) fail 'see the first lines of this file' ;;
esac
