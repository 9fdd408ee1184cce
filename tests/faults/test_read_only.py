"""A disk that can only be read, after a fault or by mount: fees and clerks are shown, nothing is
taken in, and the watchdog hears of it."""

import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.faults import machines
from tests.ground.test_disk import read_only


def get(port: int, path: str, form: bytes | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", form)
    request.add_header("Sec-Fetch-Site", "same-origin")
    try:
        with urllib.request.urlopen(request, timeout=10) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """These machines are processes of their own and live by the real clock."""


def test_a_station_on_a_read_only_disk_shows_its_pages(tmp_path: Path) -> None:
    office, code = machines.make_office(tmp_path)
    office.start()
    office.until_served()
    try:
        hall = machines.make_station(tmp_path, office, code, 300)
    finally:
        office.stop()
    with read_only(hall.config.folder, tmp_path / "disk") as disk:
        there = f'data = "{disk}"\n' + hall.file.read_text("utf-8")
        hall.file = tmp_path / "read-only.toml"
        hall.file.write_text(there, "utf-8")
        hall.start()
        try:
            hall.until_served()
            clerk = f"/clerks/{machines.BADGES[0]}"
            for path in ("/", "/fees", "/guides", clerk):
                status, page = get(hall.port, path)
                assert status == 200 and "现在无法保存反馈" in page, path
            status, page = get(hall.port, f"{clerk}/cards", b"card=polite&key=" + b"1" * 32)
            assert status == 200 and "没有保存" in page, "back at the form"
            assert get(hall.port, "/healthz") == (503, "the database can't be written or read\n")
        finally:
            hall.stop()
        out = hall.run("verify")
        assert "as it was written" in out
        saved = Path(hall.run("backup", str(tmp_path / "safe")).strip())
        assert saved.stat().st_size > 100_000
        with pytest.raises(subprocess.CalledProcessError, match="can't be written"):
            hall.run("pin", machines.BADGES[0])
        assert "Traceback" not in hall.log.read_text("utf-8")
