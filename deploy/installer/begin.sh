# shellcheck shell=bash
# What follows an installation: enrolling or founding the hall, head office's first user. The program
# is installed by now, whatever happens here; each command can be typed again.

command_of() { printf 'runuser -u tingsheng -- %s --config /etc/tingsheng/%s.toml' "$PROGRAM/.venv/bin/python $PROGRAM/kiosk.py" "$1"; }

# kiosk ROLE WORD…: a command of the program, as its user.
kiosk() {
	(cd / && runuser -u tingsheng -- "$PROGRAM/.venv/bin/python" "$PROGRAM/kiosk.py" \
		--config "/etc/tingsheng/$1.toml" "${@:2}")
}

# Whether head office has no data yet: a second installation makes no second user.
note_fresh() { if [ ! -e /var/lib/tingsheng/office.db ]; then FRESH=yes; fi; }

begin() {
	if [ -n "$OFFICE$BRANCH" ]; then begin_hall; fi
	if [ -n "$NEW_USER" ] && [ -n "$FRESH" ]; then
		kiosk office user "$NEW_USER" || not_begun office "user $NEW_USER"
	fi
	say_what_remains
}

# A station that belongs to a branch already is left as it is.
begin_hall() {
	if is_settled; then return; fi
	if [ -n "$OFFICE" ]; then
		kiosk station enrol "$OFFICE" "$CODE" || not_begun station "enrol $OFFICE $CODE"
	else
		kiosk station found "$BRANCH" "${FOUND[@]}" || not_begun station "found $BRANCH"
		say I14 "$(command_of station) backup --recovery-key"
	fi
	! is_booted || systemctl restart tingsheng-station.service
}

is_settled() {
	local says
	says=$(kiosk station sync 2>&1 || true)
	[[ $says != *not_enrolled* ]]
}

not_begun() {
	say E14 "$(command_of "$1") $2" >&2
	exit 3
}

say_what_remains() {
	local role
	[ ${#DIFFERS[@]} = 0 ] || say I13 "${DIFFERS[@]}"
	if [ "$ROLES" != office ] && ! is_settled; then say I11 "$(command_of station) enrol URL CODE"; fi
	for role in $ROLES; do
		if [ -e "/var/lib/tingsheng/$role.key" ]; then say I12 "/var/lib/tingsheng/$role.key"; fi
	done
	if is_booted; then
		[ -e /sys/class/watchdog/watchdog0 ] || say I08
	else
		say I09
	fi
}
