# shellcheck shell=bash
# The steps for what was asked. What is done already is left out; the rest is printed by `--dry-run`
# and carried out by a run, from this one list.

STEPS=()

step() {
	if ! "is_$1" "${@:2}"; then STEPS+=("$(printf '%q ' "$@")"); fi
}

# Whether there is a step of this verb before.
is_planned() { [[ " ${STEPS[*]}" == *" $1 "* ]]; }

plan() {
	local role
	# shellcheck disable=SC2046 # names without spaces
	step packages $(packages)
	step zone Asia/Shanghai
	step user tingsheng /var/lib/tingsheng ''
	[ -z "$SCREEN" ] || step user tingsheng-lobby /run/tingsheng-lobby video,render
	step folder 755 root /etc/tingsheng
	step folder 700 tingsheng /var/lib/tingsheng
	step folder 700 tingsheng /var/backups/tingsheng
	if [ -n "$FINGERPRINT" ]; then step text "$TRUSTED" "$FINGERPRINT"; fi
	step program "$SOURCE"
	step environment "$SOURCE"
	plan_files
	plan_time
	plan_stick
	for role in $ROLES; do
		plan_settings "/etc/tingsheng/$role.toml" "$role"
		step enabled "tingsheng-upgrade@$role.service"
		UNITS+=("tingsheng-$role.service" "tingsheng-backup@$role.timer" "tingsheng-upgrade@$role.path")
		[ "$role" != office ] || UNITS+=(tingsheng-charts.socket)
	done
	if [ -n "$SCREEN" ]; then plan_screen; fi
	step enabled "${UNITS[@]}"
	step running "${UNITS[@]}"
}

# The lines of a list in installer/ that are for what is asked.
wanted() {
	local parts=" all $ROLES "
	[ -z "$SCREEN" ] || parts+='screen '
	[ -z "$PROXY" ] || parts+='proxy '
	[ -n "$BUNDLE" ] || parts+='network '
	provides time-daemon || parts+='time '
	awk -v parts="$parts" 'index(parts, " " $1 " ")' "$HERE/installer/$1"
}

packages() { wanted packages.txt | awk '{ print $2 }'; }

plan_files() {
	local source target service
	while read -r _ source target service; do
		if [ "$service" = - ]; then
			step text "$target" "$(cat "$HERE/$source")"
		else
			step config "$service" "$target" "$(cat "$HERE/$source")"
		fi
	done < <(wanted files.txt)
}

plan_time() {
	[ -z "$NTP" ] || step config systemd-timesyncd.service /etc/systemd/timesyncd.conf.d/tingsheng.conf "[Time]
NTP=$NTP"
}

# shellcheck disable=SC2153 # install.sh sets STICK_AT
# The name of the stick's mount unit follows from its path, and that of its device from its id. It is
# mounted whenever it is plugged in.
plan_stick() {
	[ -n "$STICK_ID" ] || return 0
	local device unit options=nofail
	device=dev-disk-by$(printf '\\x2d')uuid-$(systemd-escape "$STICK_ID").device
	[ "$STICK_TYPE" = ext4 ] || options+=,uid=tingsheng,gid=tingsheng,umask=077
	unit="[Unit]
Description=厅声 Tingsheng backup stick

[Mount]
What=/dev/disk/by-uuid/$STICK_ID
Where=$STICK_AT
Options=$options

[Install]
WantedBy=$device"
	step text /etc/systemd/system/media-backup.mount "$unit"
	step enabled media-backup.mount
	step running media-backup.mount
	step folder 700 tingsheng "$STICK_AT"
}

# What a configuration says besides: section, name and value.
settings() {
	[ -z "$STICK_ID" ] || printf '[backup] stick "%s"\n' "$STICK_AT"
	[ -z "$PROGRAM_KEY" ] || printf '[program] keys ["%s"]\n' "$PROGRAM_KEY"
}

# A configuration that is there already is a person's, and is not changed.
plan_settings() {
	local section name value missing='' text="role = \"$2\"
data = \"/var/lib/tingsheng\""
	[ "$2" != office ] || text+=$'\n'"second_factor = true"
	while read -r section name value; do
		text+=$'\n\n'"$section"$'\n'"$name = $value"
		grep -sqF -- "$(printf '%s' "$value" | tr -d '[]')" "$1" || missing+=" $section $name = $value"
	done < <(settings)
	if [ ! -f "$1" ]; then
		step text "$1" "$text"
	elif [ -n "$missing" ]; then
		DIFFERS+=("$1" "${missing# }")
	fi
}

plan_screen() {
	step default multi-user.target
	step masked ctrl-alt-del.target
	UNITS+=(tingsheng-lobby.service)
}

# The list ----------------------------------------------------------------------

show_plan() {
	local number=0 one
	say I03 "${#STEPS[@]}"
	for one in "${STEPS[@]}"; do
		number=$((number + 1))
		printf '  %2d. %s\n' "$number" "$(described "$one")"
	done
}

# A step as a line: its verb and what it is about, without what is long.
described() {
	local words
	eval "words=($1)"
	case ${words[0]} in
	config) words=("${words[0]}" "${words[2]}") ;;
	text) words=("${words[0]}" "${words[1]}") ;;
	program | environment) words=("${words[0]}" "$PROGRAM") ;;
	esac
	printf '%s %s' "$(verb "${words[0]}")" "${words[*]:1}"
}

carry_out() {
	local one words number=0
	for one in "${STEPS[@]}"; do
		number=$((number + 1))
		UNDER_WAY=$(described "$one")
		printf '  %2d/%d %s\n' "$number" "${#STEPS[@]}" "$UNDER_WAY"
		eval "words=($one)"
		"do_${words[0]}" "${words[@]:1}"
	done
	UNDER_WAY=''
}
