"""The installer on a bare computer: what it lists is what it does; once is enough; what fails is
taken back; nothing that is wrong is installed."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from kiosk.ground.config import Program
from tests.deploy.cast import PROGRAM_KEY, Bundles, Computer, needs_root

pytestmark = needs_root
ENROL = ("--office", "https://office.example.com", "--code", "ABCD")


def options(bundles: Bundles, *more: str) -> list[str]:
    return ["--yes", "--key", bundles.fingerprint(), "--no-stick", *(more or ENROL)]


def listed(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The steps that a run lists first, without their numbers."""
    return re.findall(r"^ +\d+\. (.+)$", done.stdout, re.M)


def carried_out(done: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall(r"^ +\d+/\d+ (.+)$", done.stdout, re.M)


def test_a_station_is_installed_from_a_bundle(bare: Computer, bundles: Bundles):
    done = bare.install(*options(bundles))
    assert done.returncode == 0, done.stderr
    assert bare.read("etc/tingsheng/station.toml").startswith('role = "station"\n')
    assert (bare.root / "opt/tingsheng/kiosk/app.py").exists()
    assert not (bare.root / "opt/tingsheng/tests").exists()
    assert "RuntimeWatchdogSec=30s" in bare.read("etc/systemd/system.conf.d/tingsheng.conf")
    assert (bare.root / "etc/localtime").readlink() == Path("/usr/share/zoneinfo/Asia/Shanghai")
    wants = bare.root / "etc/systemd/system/multi-user.target.wants"
    assert {path.name for path in wants.iterdir()} >= {"tingsheng-station.service"}
    timers = bare.root / "etc/systemd/system/timers.target.wants"
    assert [path.name for path in timers.iterdir()] == ["tingsheng-backup@station.timer"]
    assert {"chromium", "librime1", "speech-dispatcher"} <= set(bare.read("acted/packages").split())
    assert "enrol https://office.example.com ABCD" in bare.read("acted/said")
    data = (bare.root / "var/lib/tingsheng").stat()
    assert (data.st_mode & 0o777, data.st_uid) == (0o700, uid(bare, "tingsheng"))


def uid(computer: Computer, name: str) -> int:
    return int(re.findall(rf"^{name}:x:(\d+):", computer.read("etc/passwd"), re.M)[0])


def test_a_dry_run_lists_exactly_what_a_run_does_and_changes_nothing(
    bare: Computer, bundles: Bundles
):
    before = bare.picture()
    dry = bare.install(*options(bundles), "--dry-run")
    assert (dry.returncode, bare.picture(), carried_out(dry)) == (0, before, [])
    done = bare.install(*options(bundles))
    assert listed(dry) == listed(done) == carried_out(done)
    assert len(listed(dry)) > 15


def test_a_second_run_changes_nothing(bare: Computer, bundles: Bundles):
    bare.install(*options(bundles))
    before, called = bare.picture(), bare.read("acted/called")
    again = bare.install(*options(bundles))
    assert again.returncode == 0 and "I04" in again.stdout and listed(again) == []
    assert bare.picture() == before
    new = bare.read("acted/called").removeprefix(called)
    assert "install" not in new and bare.read("acted/said").count(" enrol ") == 1


def test_only_what_was_damaged_is_mended(bare: Computer, bundles: Bundles):
    bare.install(*options(bundles))
    before = bare.picture()
    bare.write("etc/systemd/system/tingsheng-station.service", "[Service]\n")
    mended = bare.install(*options(bundles))
    assert carried_out(mended)[0].endswith("text /etc/systemd/system/tingsheng-station.service")
    assert len(carried_out(mended)) == 2 and bare.picture() == before


def test_a_service_that_is_enabled_no_longer_is_enabled_again(bare: Computer, bundles: Bundles):
    bare.install(*options(bundles))
    before = bare.picture()
    (bare.root / "etc/systemd/system/timers.target.wants/tingsheng-backup@station.timer").unlink()
    assert carried_out(bare.install(*options(bundles)))[0].startswith("设为开机启动")
    assert bare.picture() == before


@pytest.mark.parametrize(
    ("program", "if_said"),
    [
        ("apt-get", "install"),
        ("useradd", "tingsheng-lobby"),
        ("tar", "--no-same-owner"),
        ("python3", "-m venv"),
        ("systemctl", "enable"),
        ("systemctl", "set-default"),
    ],
)
def test_what_fails_is_taken_back_as_a_whole(
    bare: Computer, bundles: Bundles, program: str, if_said: str
):
    before = bare.picture()
    packages = bare.read("acted/packages")
    bare.breaks(program, if_said)
    failed = bare.install(*options(bundles))
    assert failed.returncode != 0 and "E10" in failed.stderr and "I06" in failed.stderr
    assert bare.picture() == before
    assert bare.read("acted/packages") == packages
    assert "enrol" not in bare.read("acted/said")


def test_an_older_program_is_back_after_a_failure(bare: Computer, bundles: Bundles):
    bare.install(*options(bundles))
    bare.write("opt/tingsheng/kiosk/app.py", "older\n")
    before = bare.picture()
    bare.breaks("python3", "-m venv")
    assert "I06" in bare.install(*options(bundles)).stderr
    assert bare.picture() == before


def test_what_a_power_cut_left_is_taken_back_first(bare: Computer, bundles: Bundles):
    before = bare.picture()
    bare.write("acted/bin/python3", "#!/bin/bash\nkill -9 $PPID\n", 0o755)
    assert bare.install(*options(bundles)).returncode == -9
    assert bare.picture() != before
    dry = bare.install(*options(bundles), "--dry-run")
    assert "I05" in dry.stdout and listed(dry) == [], "first of all, the undoing"
    bare.breaks("apt-get", "install")
    assert "I05" in bare.install(*options(bundles)).stdout
    assert bare.picture() == before


# What is refused -----------------------------------------------------------------------------


def refused(computer: Computer, code: str, *said: str) -> str:
    """The message of an installation that is refused with this code and changes nothing."""
    before = computer.picture()
    done = computer.install(*said)
    assert done.returncode == 1 and computer.picture() == before, done.stderr
    assert len(re.findall(rf"^{code} ", done.stderr, re.M)) == 2, "in both languages"
    assert re.search(r"[\u4e00-\u9fff]", done.stderr)
    return done.stderr


def replace(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def test_a_changed_file_is_refused_by_name(bare: Computer, bundles: Bundles):
    replace(bare.stick / "program/kiosk/app.py", b"import os\n")
    assert "program/kiosk/app.py" in refused(bare, "E06", *options(bundles))


def test_a_missing_file_is_refused_by_name(bare: Computer, bundles: Bundles):
    (bare.stick / "packages/Packages").unlink()
    assert "packages/Packages" in refused(bare, "E06", *options(bundles))


def test_a_file_that_was_put_beside_those_of_the_program_is_refused_by_name(
    bare: Computer, bundles: Bundles
):
    replace(bare.stick / "program/kiosk/web/more.py", b"import os\n")
    replace(bare.stick / "program/apsw.py", b"import os\n")
    said = refused(bare, "E06", *options(bundles))
    assert "program/apsw.py program/kiosk/web/more.py" in said


def test_sums_that_were_made_to_fit_are_refused(bare: Computer, bundles: Bundles):
    replace(bare.stick / "program/kiosk/app.py", b"import os\n")
    sums = subprocess.check_output(
        "find . -type f ! -name 'SHA256SUMS*' -printf '%P\\0' | xargs -0 sha256sum",
        shell=True, cwd=bare.stick,
    )  # fmt: skip
    replace(bare.stick / "SHA256SUMS", sums)
    refused(bare, "E07", *options(bundles))


@pytest.mark.parametrize("name", ["SHA256SUMS.sig", "key.pgp"])
@pytest.mark.parametrize("content", [None, b"", b"\x00" * 200])
def test_a_bundle_without_a_good_signature_is_refused(
    bare: Computer, bundles: Bundles, name: str, content: bytes | None
):
    (bare.stick / name).unlink()
    if content is not None:
        replace(bare.stick / name, content)
    refused(bare, "E07", *options(bundles))


def test_a_bundle_that_another_key_signed_is_refused(bare: Computer, bundles: Bundles):
    ours = bundles.fingerprint()
    for name in ("SHA256SUMS", "SHA256SUMS.sig", "key.pgp"):
        (bare.stick / name).unlink()
    theirs = bundles.sign(bare.stick, "theirs")
    said = refused(bare, "E08", "--yes", "--key", ours, "--no-stick")
    assert ours in said and theirs in said


def test_later_bundles_are_signed_by_the_key_of_the_first(bare: Computer, bundles: Bundles):
    assert bare.install(*options(bundles)).returncode == 0
    for name in ("SHA256SUMS", "SHA256SUMS.sig", "key.pgp"):
        (bare.stick / name).unlink()
    theirs = bundles.sign(bare.stick, "theirs")
    refused(bare, "E08", "--yes", "--key", theirs, "--no-stick")


def test_without_questions_the_key_must_be_named(bare: Computer, bundles: Bundles):
    assert bundles.fingerprint() in refused(bare, "E09", "--yes", "--no-stick")


def test_without_a_yes_nothing_is_installed(bare: Computer):
    before = bare.picture()
    done = bare.install(typed="1\ny\n\n0001\n\nn\n")
    assert done.returncode == 0 and "I02" in done.stdout and listed(done)
    assert bare.picture() == before


def test_a_bundle_for_another_debian_or_architecture_is_refused(bare: Computer, bundles: Bundles):
    bare.plug_in(bundles.make("13"))
    assert "Debian 13 amd64" in refused(bare, "E04", *options(bundles))
    bare.plug_in(bundles.make("12", "arm64"))
    assert "Debian 12 arm64" in refused(bare, "E04", *options(bundles))


def test_another_system_is_refused(bare: Computer, bundles: Bundles):
    for name, version in (("debian", "11"), ("ubuntu", "24.04")):
        bare.is_debian(version, name)
        assert f"{name} {version}" in refused(bare, "E02", *options(bundles))


def test_another_architecture_is_refused(bare: Computer, bundles: Bundles):
    bare.write("acted/architecture", "i386\n")
    refused(bare, "E03", *options(bundles))


def test_a_disk_without_room_is_refused(bare: Computer, bundles: Bundles):
    bare.write("acted/bin/df", "#!/bin/bash\nprintf 'Avail\\n 312M\\n'\n", 0o755)
    assert "312" in refused(bare, "E05", *options(bundles))


def test_another_user_than_root_is_refused(bare: Computer, bundles: Bundles):
    bare.write("acted/bin/id", "#!/bin/bash\necho 1000\n", 0o755)
    refused(bare, "E01", *options(bundles))


def test_options_that_do_not_exist_are_refused(bare: Computer, bundles: Bundles):
    for wrong in (("--role", "lobby"), ("--frobnicate",), ("--code",), ("--office", "https://x"),
                  ("--program-key", "5E" * 32), ("--program-key", "5e" * 31)):  # fmt: skip
        refused(bare, "E11", *options(bundles, *wrong))


def test_a_stick_that_is_not_there_is_refused(bare: Computer, bundles: Bundles):
    refused(bare, "E15", *options(bundles), "--stick", "/dev/sdx9")


# The answers ---------------------------------------------------------------------------------


def test_the_four_questions_are_answered_by_a_person(bare: Computer):
    done = bare.install(typed="1\nn\n\n0001\n/dev/sdb1\ny\n")
    assert done.returncode == 0, done.stderr
    assert "found 0001" in bare.read("acted/said")
    assert "chromium" not in bare.read("acted/packages")
    assert 'stick = "/media/backup"' in bare.read("etc/tingsheng/station.toml")
    unit = bare.read("etc/systemd/system/media-backup.mount")
    assert "What=/dev/disk/by-uuid/1A2B-3C4D" in unit and "uid=tingsheng" in unit
    wanted = bare.root / "etc/systemd/system/dev-disk-by\\x2duuid-1A2B\\x2d3C4D.device.wants"
    assert (wanted / "media-backup.mount").is_symlink()
    assert "I14" in done.stdout, "the recovery key"


def test_a_hall_is_founded_once(bare: Computer, bundles: Bundles):
    said = options(bundles, "--branch", "0001", "--", "--organisation", "厅声公司")
    assert "found 0001 --organisation 厅声公司" in (bare.install(*said), bare.read("acted/said"))[1]
    again = bare.install(*said)
    assert again.returncode == 0 and "I14" not in again.stdout
    assert bare.read("acted/said").count(" found ") == 1


def test_head_office_gets_its_first_user_once(bare: Computer, bundles: Bundles):
    said = options(bundles, "--role", "office", "--user", "wang")
    assert bare.install(*said).returncode == 0
    assert "chromium" not in bare.read("acted/packages")
    assert bare.read("acted/said").count("user wang") == 1
    bare.write("var/lib/tingsheng/office.db", "")
    assert bare.install(*said).returncode == 0
    assert bare.read("acted/said").count("user wang") == 1


def test_both_have_units_and_backups_of_their_own(bare: Computer, bundles: Bundles):
    assert bare.install(*options(bundles, "--role", "both", "--no-screen")).returncode == 0
    for name in ("station", "office"):
        assert f'role = "{name}"' in bare.read(f"etc/tingsheng/{name}.toml")
    timers = bare.root / "etc/systemd/system/timers.target.wants"
    assert len(list(timers.iterdir())) == 2


def test_a_station_that_belongs_to_no_branch_yet_hears_what_to_type(
    bare: Computer, bundles: Bundles
):
    later = bare.install("--yes", "--key", bundles.fingerprint(), "--no-stick")
    assert later.returncode == 0 and "station.toml enrol URL CODE" in later.stdout
    assert "I11" not in bare.install(*options(bundles)).stdout


def test_other_programs_are_brought_along_where_they_are_asked_for(
    bare: Computer, bundles: Bundles
):
    said = options(bundles, "--proxy", "--ntp", "time.example.com", *ENROL)
    assert bare.install(*said).returncode == 0
    assert {"caddy", "systemd-timesyncd"} <= set(bare.read("acted/packages").split())
    text = bare.read("etc/systemd/timesyncd.conf.d/tingsheng.conf")
    assert text == "[Time]\nNTP=time.example.com\n"


def test_a_computer_that_keeps_its_time_already_goes_on_so(bare: Computer, bundles: Bundles):
    bare.write("acted/provided", "time-daemon (= 1)\n")
    assert bare.install(*options(bundles)).returncode == 0
    assert not {"caddy", "systemd-timesyncd"} & set(bare.read("acted/packages").split())


def test_a_configuration_that_is_there_is_left_as_it_is(bare: Computer, bundles: Bundles):
    bare.write("etc/tingsheng/station.toml", 'role = "station"\nsync_seconds = 60\n')
    done = bare.install("--yes", "--key", bundles.fingerprint(), "--stick", "/dev/sdb1", *ENROL)
    assert done.returncode == 0 and "I13" in done.stdout
    assert bare.read("etc/tingsheng/station.toml") == 'role = "station"\nsync_seconds = 60\n'


def program_of(computer: Computer, role: str) -> Program:
    settings = tomllib.loads(computer.read(f"etc/tingsheng/{role}.toml"))
    return Program(**settings["program"])


def test_later_versions_are_taken_from_the_maker_of_the_bundle(bare: Computer, bundles: Bundles):
    done = bare.install(*options(bundles, "--role", "both", "--stick", "/dev/sdb1"))
    assert done.returncode == 0 and PROGRAM_KEY in done.stdout and "I13" not in done.stdout
    for role in ("station", "office"):
        assert program_of(bare, role).public_keys == [bytes.fromhex(PROGRAM_KEY)]
    again = bare.install(*options(bundles, "--role", "both", "--stick", "/dev/sdb1"))
    assert "I04" in again.stdout and "I13" not in again.stdout


def test_configurations_that_lack_a_setting_are_named_with_it(bare: Computer, bundles: Bundles):
    for role in ("station", "office"):
        bare.write(f"etc/tingsheng/{role}.toml", f'role = "{role}"\n')
    done = bare.install(*options(bundles, "--role", "both"))
    for role in ("station", "office"):
        said = f"/etc/tingsheng/{role}.toml was there already .* keys = .*{PROGRAM_KEY}"
        assert re.search(said, done.stdout), done.stdout


def test_a_failed_enrolment_keeps_the_installation_and_says_what_to_type(
    bare: Computer, bundles: Bundles
):
    bare.write("acted/kiosk", "#!/bin/bash\n[[ $* != *enrol* ]] && echo not_enrolled\n", 0o755)
    done = bare.install(*options(bundles))
    assert done.returncode == 3 and "E14" in done.stderr
    assert "kiosk.py --config /etc/tingsheng/station.toml enrol https://office" in done.stderr
    assert (bare.root / "opt/tingsheng/kiosk/app.py").exists()


def test_the_console_that_has_no_chinese_is_spoken_to_in_english(bare: Computer):
    done = bare.run("bash", "/stick/install.sh", "--frobnicate", TERM="linux")
    assert re.findall(r"[\u4e00-\u9fff]", done.stderr) == [] and "E11 Wrong option" in done.stderr


def test_with_a_network_the_same_steps_use_the_registries(bare: Computer, bundles: Bundles):
    copy = bare.root / "root/tingsheng"
    (bare.stick / "program").rename(copy)
    done = bare.install("--yes", "--no-stick", "--role", "office", at="/root/tingsheng/deploy")
    assert done.returncode == 0, done.stderr
    assert "[program]" not in bare.read("etc/tingsheng/office.toml")
    called = bare.read("acted/called")
    assert "make --quiet -C /opt/tingsheng setup" in called and "-m venv" not in called
    assert re.search(r"apt-get .* update\n", called) and "SourceParts" not in called
    again = bare.install("--yes", "--no-stick", "--role", "office", at="/root/tingsheng/deploy")
    assert again.returncode == 0 and "I04" in again.stdout, listed(again)


def test_without_a_bundle_the_key_for_upgrades_is_an_option(bare: Computer):
    (bare.stick / "program").rename(bare.root / "root/tingsheng")
    words = ("--yes", "--no-stick", "--role", "office", "--program-key", PROGRAM_KEY)
    assert bare.install(*words, at="/root/tingsheng/deploy").returncode == 0
    assert program_of(bare, "office").public_keys == [bytes.fromhex(PROGRAM_KEY)]
