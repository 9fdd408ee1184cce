#!/bin/bash
# Installs 厅声 Tingsheng on this computer, or brings an installation up to this program: from a
# bundle without any network, from a copy of the program with the registries. docs/install.md
# explains it. What it finds done it leaves alone; what fails is taken back as a whole.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

HERE=$(dirname "$(readlink -f "$0")")
SOURCE=$(dirname "$HERE")
BUNDLE=''
if [ -f "$(dirname "$SOURCE")/SHA256SUMS" ]; then BUNDLE=$(dirname "$SOURCE"); fi
. "$HERE/installer/wording.sh"
. "$HERE/installer/checks.sh"
. "$HERE/installer/undo.sh"
. "$HERE/installer/steps.sh"
. "$HERE/installer/plan.sh"
. "$HERE/installer/begin.sh"

usage() {
	cat <<'USAGE'
用法 Usage: bash install.sh [选项 options]

  --role station|office|both   这台电脑用作什么 what this computer is (1)
  --screen, --no-screen        接不接顾客触摸屏 whether the touch screen is connected to it (2)
  --office URL --code CODE     向总部登记 enrol with head office (3)
  --branch ID                  没有总部：建立网点 found a hall without a head office (3)
  --user NAME                  总部第一个用户 head office's first user (3)
  --stick DEVICE, --no-stick   备份U盘的分区 partition of the backup stick (4)
  --key FINGERPRINT            安装包签名密钥的指纹 of the key that signs bundles
  --program-key KEY            升级用的公钥，没有安装包时 public key for upgrades, without a bundle
  --proxy                      装反向代理 Caddy，让别的电脑打开 the proxy, for other computers
  --ntp NAME                   对时服务器 server for the time
  --yes                        不提问 ask nothing
  --dry-run                    只列出步骤 list the steps, change nothing
  --help                       这一页 this page
  -- OPTIONS                   交给 found handed on to `kiosk.py found`
USAGE
}

ROLE='' SCREEN='' SCREEN_SAID='' OFFICE='' CODE='' BRANCH='' NEW_USER='' STICK='' STICK_SAID=''
KEY='' PROGRAM_KEY='' NTP='' PROXY='' YES='' DRY_RUN='' FOUND=()
ROLES='' UNITS=() DIFFERS=() FINGERPRINT='' UNDER_WAY='' FRESH=''
STICK_ID='' STICK_TYPE='' STICK_AT=/media/backup

read_options() {
	while [ $# -gt 0 ]; do
		case $1 in
		--role | --office | --code | --branch | --user | --stick | --key | --program-key | --ntp)
			[ -n "${2-}" ] || die E11 "$1"
			set_option "$1" "$2"
			shift
			;;
		--screen) SCREEN=yes SCREEN_SAID=yes ;;
		--no-screen) SCREEN='' SCREEN_SAID=yes ;;
		--proxy) PROXY=yes ;;
		--no-stick) STICK_SAID=yes ;;
		--yes) YES=yes ;;
		--dry-run) DRY_RUN=yes ;;
		--help)
			usage
			exit
			;;
		--)
			FOUND=("${@:2}")
			return
			;;
		*) die E11 "$1" ;;
		esac
		shift
	done
}

set_option() {
	case $1 in
	--role)
		case $2 in station | office | both) ROLE=$2 ;; *) die E11 "$1 $2" ;; esac
		;;
	--office) OFFICE=$2 ;;
	--code) CODE=$2 ;;
	--branch) BRANCH=$2 ;;
	--user) NEW_USER=$2 ;;
	--stick) STICK=$2 STICK_SAID=yes ;;
	--key) KEY=$2 ;;
	--program-key) PROGRAM_KEY=$2 ;;
	--ntp) NTP=$2 ;;
	esac
}

# The four questions, as far as no option answers them. With --yes, and at the end of the input,
# their defaults hold.
ask_questions() {
	case $ROLE in
	'') case $(answer Q1) in 2) ROLE=office ;; 3) ROLE=both ;; *) ROLE=station ;; esac ;;
	esac
	case $ROLE in both) ROLES='station office' ;; *) ROLES=$ROLE ;; esac
	if [ "$ROLE" = office ]; then
		SCREEN=''
	elif [ -z "$SCREEN_SAID" ]; then
		case $(answer Q2) in [nN]*) ;; *) SCREEN=yes ;; esac
	fi
	if [ "$ROLE" != station ]; then
		[ -n "$NEW_USER" ] || NEW_USER=$(answer Q3u)
	elif [ -z "$OFFICE$BRANCH" ]; then
		OFFICE=$(answer Q3)
		if [ -z "$OFFICE" ]; then BRANCH=$(answer Q3b); fi
	fi
	if [ -n "$OFFICE" ] && [ -z "$CODE" ]; then CODE=$(answer Q3c); fi
	if [ -z "$STICK_SAID" ]; then STICK=$(answer Q4); fi
}

answer() { [ -n "$YES" ] || ask "$1"; }

# What else must hold for the answers.
check_answers() {
	if [ -n "$OFFICE" ] && [ -z "$CODE" ]; then die E11 '--office, --code'; fi
	case $PROGRAM_KEY in
	'') ;;
	*[!0-9a-f]*) die E11 "--program-key $PROGRAM_KEY" ;;
	*) [ ${#PROGRAM_KEY} = 64 ] || die E11 "--program-key $PROGRAM_KEY" ;;
	esac
	if [ -n "$STICK" ]; then
		STICK_ID=$(blkid -s UUID -o value "$STICK" || true)
		STICK_TYPE=$(blkid -s TYPE -o value "$STICK" || true)
		case $STICK_ID:$STICK_TYPE in
		?*:vfat | ?*:exfat | ?*:ext4) ;;
		*) die E15 "$STICK" ;;
		esac
	fi
	if [ -z "$SCREEN" ]; then check_room "$ROOM_WITHOUT_SCREEN_MB"; else check_room "$ROOM_MB"; fi
}

# Undoes what was changed when the installation ends before its end.
when_ended() {
	local status=$?
	trap - EXIT INT TERM HUP
	if [ -n "$UNDER_WAY" ]; then
		say E10 "$UNDER_WAY" >&2
		undo_all
	fi
	exit "$status"
}

install_all() {
	begin_undo
	UNDER_WAY=${STEPS[0]}
	trap when_ended EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	before_services "${UNITS[@]}"
	carry_out
	end_undo
	UNDER_WAY=''
}

main() {
	read_options "$@"
	check_machine
	exec 9>/run/tingsheng-install.lock
	flock -n 9 || die E12
	if is_interrupted; then
		say I05
		if [ -n "$DRY_RUN" ]; then return; fi
		undo_all
	fi
	if [ -n "$BUNDLE" ]; then check_bundle; fi
	ask_questions
	check_answers
	[ -z "$PROGRAM_KEY" ] || say I15 "$PROGRAM_KEY"
	plan
	if [ ${#STEPS[@]} = 0 ]; then say I04; else show_plan; fi
	if [ -n "$DRY_RUN" ]; then return; fi
	if [ ${#STEPS[@]} -gt 0 ]; then
		confirm
		note_fresh
		install_all
		say I07
	fi
	begin
}

confirm() {
	[ -z "$YES" ] || return 0
	if [ -n "$BUNDLE" ] && [ ! -f "$TRUSTED" ] && [ -z "$KEY" ]; then say I02; fi
	case $(ask Q5) in [yY]*) ;; *) exit 0 ;; esac
}

main "$@"
