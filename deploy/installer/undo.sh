# shellcheck shell=bash
# How a failed installation is taken back. Before a step changes something it writes down, on disk,
# the command that undoes it; a failure, and the next run after a power cut, carry these out, last
# one first. What is undone twice stays undone.

STATE=/var/lib/tingsheng-install
JOURNAL=$STATE/undo

begin_undo() {
	install -d -m 700 "$STATE" "$STATE/kept"
	: >"$JOURNAL"
	sync "$STATE" "$JOURNAL"
}

# Services that ran before run again at the end of an undo.
before_services() {
	local unit
	is_booted || return 0
	for unit in "$@"; do
		if systemctl is-active --quiet "$unit"; then before systemctl restart "$unit"; fi
	done
}

# Nothing is undone any more.
end_undo() { rm -rf "$STATE"; }

is_interrupted() { [ -f "$JOURNAL" ]; }

# before COMMAND…: COMMAND undoes what the caller does next.
before() {
	printf '%q ' "$@" >>"$JOURNAL"
	printf '\n' >>"$JOURNAL"
	sync "$JOURNAL"
}

undo_all() {
	local line failed=''
	while read -r line; do
		# The words are those that `before` quoted.
		(set -e && eval "$line") >&2 || failed+="$line; "
	done < <(tac "$JOURNAL")
	is_booted && systemctl daemon-reload
	[ -z "$failed" ] || die E13 "$failed"
	end_undo
	say I06 >&2
}

# before_change PATH: PATH, or that there is none, is what an undo brings back. Folders on the way to
# it go again, too.
before_change() {
	local kept
	before_folder "$(dirname "$1")"
	if [ -e "$1" ] || [ -L "$1" ]; then
		kept=$(mktemp -d "$STATE/kept/XXXXXX")/it
		cp -a "$1" "$kept"
		sync "$(dirname "$kept")"
		before undo_file "$1" "$kept"
	else
		before rm -f "$1"
	fi
}

before_folder() {
	if [ -d "$1" ]; then return; fi
	before_folder "$(dirname "$1")"
	before undo_folder "$1"
}

undo_file() {
	[ -e "$2" ] || [ -L "$2" ] || return 0
	rm -f "$1"
	mv -T "$2" "$1"
}

# What the program itself wrote there meanwhile stays.
undo_folder() { [ ! -d "$1" ] || rmdir --ignore-fail-on-non-empty "$1"; }

undo_mode() { [ ! -d "$3" ] || { chmod "$1" "$3" && chown "$2" "$3"; }; }

undo_user() {
	! getent passwd "$1" >/dev/null || userdel "$1" 2>/dev/null
	! getent group "$1" >/dev/null || groupdel "$1"
}

undo_enabled() { systemctl disable --quiet "$@" 2>/dev/null || true; }

undo_running() { ! is_booted || systemctl stop "$@" || true; }

# Takes away the packages that have come since, with their settings (their users go with the files
# kept before). Those that an upgraded package
# needs stay with it.
undo_packages() {
	local upgraded
	dpkg --configure -a --force-confold >/dev/null 2>&1 || true
	# shellcheck disable=SC2046 # names without spaces
	[ -z "$(new_packages "$1")" ] ||
		DEBIAN_FRONTEND=noninteractive dpkg --purge $(new_packages "$1") >/dev/null || true
	upgraded=$(installed_packages | join -t "$(printf '\t')" "$1" - | awk -F '\t' '$2 != $3 { print $1 }')
	if [ -n "$upgraded" ]; then
		say I10 "$(printf '%s ' "$upgraded" "$(new_packages "$1")" | tr '\n' ' ')"
	else
		[ -z "$(new_packages "$1")" ]
	fi
}

new_packages() { installed_packages | cut -f 1 | grep -Fxv -f <(cut -f 1 "$1") || true; }

# Name and version of each package, whole or half there.
installed_packages() {
	dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\t${Version}\n' |
		sed -n 's/^[ih][^n] *//p' | LC_ALL=C sort
}
