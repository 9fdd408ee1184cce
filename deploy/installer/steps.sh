# shellcheck shell=bash
# The steps an installation is made of. Each verb has two functions: is_VERB says whether it is done
# already, do_VERB does it after it wrote down what undoes it. Both take the same arguments.

PROGRAM=/opt/tingsheng

# Whether systemd runs here; in an image that is being made it does not.
is_booted() { [ -d /run/systemd/system ]; }

# Packages --------------------------------------------------------------------

is_packages() {
	local name
	for name in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			provides "$name" || return 1
	done
}

# Whether an installed package stands for this one: Debian 13 has librime1 as librime1t64.
provides() {
	dpkg-query -W -f '${db:Status-Status} ${Provides}\n' | grep -E "^installed .*[ ,]?$1( |,|$)" >/dev/null
}

do_packages() {
	local users
	for users in passwd group shadow gshadow; do before_change "/etc/$users"; done
	installed_packages >"$STATE/packages"
	sync "$STATE/packages"
	before undo_packages "$STATE/packages"
	if [ -n "$BUNDLE" ]; then
		from_bundle "$@"
	else
		apt_get update
		apt_get install "$@"
	fi
}

apt_get() {
	DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --yes --no-install-recommends \
		-o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" </dev/null >&2
}

# Only what the bundle brings is looked at, and the system's own sources stay as they are. The
# bundle's signature covers its list of packages; apt compares each package with that list.
from_bundle() {
	local lists=$STATE/apt
	mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
	printf 'deb [trusted=yes] file://%s ./\n' "$(in_url "$BUNDLE/packages")" >"$lists/bundle.list"
	local only=(
		-o Dir::Etc::SourceList="$lists/bundle.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::Lists="$lists/lists" -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root
	)
	apt_get "${only[@]}" update
	apt_get "${only[@]}" install "$@"
}

# A path as a URL writes it.
in_url() {
	local LC_ALL=C rest=$1 letter
	while [ -n "$rest" ]; do
		letter=${rest:0:1} rest=${rest:1}
		case $letter in
		[a-zA-Z0-9/._~+-]) printf '%s' "$letter" ;;
		*) printf '%%%02X' "'$letter" ;;
		esac
	done
}

# Files, folders, users -------------------------------------------------------

# text PATH TEXT
is_text() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

do_text() {
	before_change "$1"
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1"
	chmod 644 "$1"
	sync "$1"
}

# config SERVICE PATH TEXT: a file that SERVICE must read again.
is_config() { is_text "$2" "$3"; }

do_config() {
	before again "$1"
	do_text "$2" "$3"
	again "$1"
}

again() {
	is_booted || return 0
	case $1 in
	manager) systemctl daemon-reexec ;;
	sysctl) sysctl --quiet --system >/dev/null ;;
	udev) udevadm control --reload && udevadm trigger --subsystem-match=input ;;
	*) systemctl try-restart "$1" ;;
	esac
}

# zone NAME
is_zone() { [ "$(readlink -f /etc/localtime)" = "/usr/share/zoneinfo/$1" ]; }

do_zone() {
	before_change /etc/localtime
	ln -snf "/usr/share/zoneinfo/$1" /etc/localtime
	if [ -f /etc/timezone ]; then do_text /etc/timezone "$1"; fi
}

# user NAME HOME GROUPS
is_user() {
	local group
	getent passwd "$1" >/dev/null || return 1
	for group in ${3//,/ }; do
		id -nG "$1" | tr ' ' '\n' | grep -qx "$group" || return 1
	done
}

do_user() {
	if getent passwd "$1" >/dev/null; then
		before_change /etc/group
		before_change /etc/gshadow
		usermod --append --groups "$3" "$1"
		return
	fi
	before undo_user "$1"
	useradd --system --user-group --home-dir "$2" --shell /usr/sbin/nologin ${3:+--groups "$3"} "$1"
}

# folder MODE OWNER PATH
is_folder() { [ "$(stat -c '%a %U:%G %F' "$3" 2>/dev/null)" = "$1 $2:$2 directory" ]; }

do_folder() {
	if [ -d "$3" ]; then
		before undo_mode "$(stat -c %a "$3")" "$(stat -c %U:%G "$3")" "$3"
	else
		before undo_folder "$3"
	fi
	install -d -m "$1" -o "$2" -g "$2" "$3"
}

# The program -----------------------------------------------------------------

# What an installed program consists of; tests and a developer's own files stay away. Without a
# bundle, what browsers need is fetched later.
program_files() {
	local fetched=$1/static/vendor
	[ -z "$BUNDLE" ] || fetched=''
	find "$1" -mindepth 1 \( -name .git -o -name .venv -o -path "$1/var" -o -path "$1/tests" \
		-o -path "$fetched" -o -name '.*_cache' -o -name .hypothesis -o -name node_modules -o -name __pycache__ \
		-o -name .ci \) -prune -o -type f -printf '%P\0' | LC_ALL=C sort -z
}

sum_of() { (cd "$1" && program_files . | xargs -0 -r sha256sum | sha256sum); }

# program SOURCE
is_program() {
	[ -d "$PROGRAM" ] || return 1
	[ "$(readlink -f "$1")" = "$(readlink -f "$PROGRAM")" ] || [ "$(sum_of "$1")" = "$(sum_of "$PROGRAM")" ]
}

# The one before stays until all is done.
do_program() {
	rm -rf "$PROGRAM.new"
	before rm -rf "$PROGRAM.new"
	mkdir "$PROGRAM.new"
	program_files "$1" | tar -C "$1" --null --no-recursion -T - -c | tar -C "$PROGRAM.new" --no-same-owner -x
	chmod -R u=rwX,go=rX "$PROGRAM.new"
	chmod 755 "$PROGRAM.new"/deploy/*.sh
	before undo_program
	if [ -e "$PROGRAM" ]; then mv -T "$PROGRAM" "$STATE/kept/program"; fi
	mv -T "$PROGRAM.new" "$PROGRAM"
	sync -f "$PROGRAM"
}

undo_program() {
	rm -rf "$PROGRAM"
	if [ -e "$STATE/kept/program" ]; then mv -T "$STATE/kept/program" "$PROGRAM"; fi
}

# environment SOURCE: Python's packages, exactly those of requirements.txt. It goes with its program.
is_environment() {
	! is_planned program && [ "$(cat "$PROGRAM/.venv/.installed" 2>/dev/null)" = "$(environment_of "$1")" ]
}

environment_of() { printf '%s %s' "$(sha256sum <"$1/requirements.txt")" "$DEBIAN"; }

do_environment() {
	local pip=("$PROGRAM/.venv/bin/python" -m pip --quiet --disable-pip-version-check)
	if [ -e "$PROGRAM/.venv" ]; then
		before undo_environment
		mv -T "$PROGRAM/.venv" "$STATE/kept/venv"
	else
		before rm -rf "$PROGRAM/.venv"
	fi
	if [ -n "$BUNDLE" ]; then
		python3 -m venv "$PROGRAM/.venv"
		"${pip[@]}" install --no-cache-dir --no-index --find-links "$BUNDLE/wheels" \
			--require-hashes -r "$PROGRAM/requirements.txt"
	else
		make --quiet -C "$PROGRAM" setup >&2
	fi
	"$PROGRAM/.venv/bin/python" -m compileall -q -j 0 "$PROGRAM/kiosk" "$PROGRAM/.venv/lib" || true
	environment_of "$PROGRAM" >"$PROGRAM/.venv/.installed"
}

undo_environment() {
	rm -rf "$PROGRAM/.venv"
	if [ -e "$STATE/kept/venv" ]; then mv -T "$STATE/kept/venv" "$PROGRAM/.venv"; fi
}

# Units -----------------------------------------------------------------------

# enabled UNIT…: started with the computer. (systemctl is content if one of several is.)
is_enabled() {
	local unit
	for unit in "$@"; do systemctl is-enabled --quiet "$unit" 2>/dev/null || return 1; done
}

do_enabled() {
	local unit
	for unit in "$@"; do
		if is_enabled "$unit"; then continue; fi
		before undo_enabled "$unit"
		systemctl enable --quiet "$unit"
	done
}

# default TARGET
is_default() { [ "$(systemctl get-default)" = "$1" ]; }

do_default() {
	before_change /etc/systemd/system/default.target
	systemctl set-default --quiet "$1"
}

# masked UNIT: never started, by nothing.
is_masked() { [ "$(readlink "/etc/systemd/system/$1")" = /dev/null ]; }

do_masked() {
	before_change "/etc/systemd/system/$1"
	ln -sf /dev/null "/etc/systemd/system/$1"
}

# running UNIT…: started, or started again where a step before changed something.
is_running() {
	local unit
	[ ${#STEPS[@]} = 0 ] || return 1
	is_booted || return 0
	for unit in "$@"; do systemctl is-active --quiet "$unit" || return 1; done
}

do_running() {
	is_booted || return 0
	before undo_running "$@"
	systemctl daemon-reload
	systemctl restart "$@"
}
