"""The office and the hall that most tests begin with: made once in a process, copied for each test,
since publishing, enrolment and the first sync take longer than what most tests do."""

import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kiosk.records.stations.enrolment import Station
from tests import postgresql
from tests.cast import HERE, Machine, Time, enrol, machine, publish_cast, sync_round


class Files(NamedTuple):
    """A closed machine: its files with their modes, and how many ids it has drawn."""

    held: dict[str, tuple[bytes, int]]
    ids: int


def office(folder: Path, time: Time, has_hall: bool) -> Machine:
    """An office that has published the cast; with a hall that is enrolled, if a test has one."""
    if postgresql.is_chosen():
        made = machine(folder, "office", time)
        publish_cast(made)
        return made
    return _copied(_staged(time.utc, time.mono, time.boot, has_hall)[0], folder, "office", time)


def hall(folder: Path, time: Time, of: Machine) -> Machine:
    """A station of branch HERE, enrolled at this office and with its documents."""
    if of.db.first(Station.select().where(Station.branch == HERE)) is not None:
        return _copied(_staged(time.utc, time.mono, time.boot, True)[1], folder, "station", time)
    made = machine(folder, "station", time)
    enrol(made, of, HERE)
    sync_round(made, of)
    return made


@cache
def _staged(utc: int, mono: int, boot: str, has_hall: bool) -> list[Files]:
    time = Time(utc, mono, boot)
    with tempfile.TemporaryDirectory() as folder:
        made = [machine(Path(folder) / "office", "office", time)]
        publish_cast(made[0])
        if has_hall:
            made.append(hall(Path(folder) / "hall", time, made[0]))
        return [_closed(one) for one in made]


def _closed(one: Machine) -> Files:
    one.db.close()
    top = Path(one.config.data)
    paths = [path for path in top.rglob("*") if path.is_file()]
    held = {str(path.relative_to(top)): (path.read_bytes(), path.stat().st_mode) for path in paths}
    return Files(held, one.ids)


def _copied(files: Files, folder: Path, role: str, time: Time) -> Machine:
    for name, (body, mode) in files.held.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        path.chmod(mode & 0o777)
    made = machine(folder, role, time)
    made.ids = files.ids
    return made
