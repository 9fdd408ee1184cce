# shellcheck shell=bash
# What must hold before anything is changed: this computer, the bundle and its signature, room.
# Sets DEBIAN and ARCHITECTURE, and for a bundle FINGERPRINT and PROGRAM_KEY.

# The fingerprint of the key that this computer takes bundles from, since its first one.
TRUSTED=/etc/tingsheng/release.fingerprint
ROOM_MB=3000 ROOM_WITHOUT_SCREEN_MB=1500

check_machine() {
	[ "$(id -u)" = 0 ] || die E01
	local ID='' VERSION_ID='' PRETTY_NAME=''
	# shellcheck disable=SC1091
	. /etc/os-release
	case $ID-$VERSION_ID in
	debian-12 | debian-13) DEBIAN=$VERSION_ID ;;
	*) die E02 "${PRETTY_NAME:-$ID $VERSION_ID}" ;;
	esac
	ARCHITECTURE=$(dpkg --print-architecture)
	case $ARCHITECTURE in
	amd64 | arm64) ;;
	*) die E03 "$ARCHITECTURE" ;;
	esac
}

check_room() {
	local where free
	for where in /usr /opt /var; do
		free=$(df --output=avail -BM "$where" | tail -n 1 | tr -dc 0-9)
		[ "$free" -ge "$1" ] || die E05 "$where" "$1" "$free"
	done
}

# The bundle ------------------------------------------------------------------

# Its signature first, then each file, then what it is for.
check_bundle() {
	local key=$BUNDLE/key.pgp
	FINGERPRINT=$(signed_by "$key" "$BUNDLE/SHA256SUMS.sig" "$BUNDLE/SHA256SUMS") || die E07
	check_whole
	check_for_here
	if [ -f "$TRUSTED" ]; then
		expect_key "$(cat "$TRUSTED")"
	elif [ -n "$KEY" ]; then
		expect_key "$KEY"
	elif [ -n "$YES" ] && [ -z "$DRY_RUN" ]; then
		die E09 "$FINGERPRINT"
	fi
	say I01 "$FINGERPRINT"
	[ -n "$PROGRAM_KEY" ] || PROGRAM_KEY=$(said_in_bundle PROGRAM_KEY)
}

# signed_by KEY SIGNATURE FILE: prints the fingerprint of the key that signed FILE. Each Debian's apt
# brings one of the two programs along.
signed_by() {
	[ -f "$1" ] && [ -f "$2" ] && [ -f "$3" ] || return 1
	if command -v gpgv >/dev/null; then
		gpgv --keyring "$1" --status-fd 1 "$2" "$3" 2>/dev/null |
			awk '$2 == "VALIDSIG" { print $NF; found = 1 } END { exit !found }'
	elif command -v sqv >/dev/null; then
		sqv --keyring "$1" "$2" "$3" 2>/dev/null
	else
		die E16
	fi
}

# No file differs, is missing, or was put beside those of the program, which are copied as a whole.
check_whole() {
	local wrong
	wrong=$(cd "$BUNDLE" && {
		sha256sum --check --quiet SHA256SUMS 2>/dev/null | sed 's/: FAILED.*//'
		find program -type f | LC_ALL=C sort | LC_ALL=C comm -23 - <(cut -c 67- SHA256SUMS | LC_ALL=C sort)
	} | head -n 5 | paste -s -d ' ') || true
	[ -z "$wrong" ] || die E06 "$wrong"
}

# said_in_bundle NAME: what the bundle says about itself; empty if it does not.
said_in_bundle() { sed -n "s/^BUNDLE_$1=//p" "$BUNDLE/bundle.conf"; }

check_for_here() {
	local made
	made="Debian $(said_in_bundle DEBIAN) $(said_in_bundle ARCHITECTURE)"
	[ "$made" = "Debian $DEBIAN $ARCHITECTURE" ] || die E04 "$made" "Debian $DEBIAN $ARCHITECTURE"
}

# Fingerprints are compared without spaces and in capitals.
expect_key() {
	local wanted
	wanted=$(printf '%s' "$1" | tr -d ' \t' | tr a-f A-F)
	[ "$FINGERPRINT" = "$wanted" ] || die E08 "$FINGERPRINT" "$wanted"
}
