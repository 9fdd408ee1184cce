"""A prepared query's SQL is made once, and its values go where they belong."""

import datetime
from pathlib import Path

import pytest

from kiosk.ground import queries
from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, Slot, slot
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.publishing.documents import Blob
from kiosk.records.stations.enrolment import Station
from tests.cast import Machine

ASKED = Prepared(Blob.select().where((Blob.sha256 == slot("name")) & (Blob.body != b"constant")))


def test_values_are_put_between_the_querys_own_constants():
    assert ASKED.text.count("?") == len(ASKED.values) == 2
    assert ASKED.values == [Slot("name"), b"constant"]


def test_the_text_is_made_once():
    assert ASKED.text is ASKED.text


def test_rows_come_as_models_with_the_types_of_their_fields(tmp_path: Path):
    db = Database(tmp_path / "a.db")
    db.migrate()
    day = datetime.date(2026, 11, 21)
    with db.writing():
        for name, written in (("s1", day), ("s2", None)):
            db.run(Station.insert(branch="sb01", station=name, public_key=b"k", enrolled_at=1,
                                  epoch=1, since=written))  # fmt: skip
    of = Prepared(Station.select().where(Station.station == slot("station")))
    (one,), (two,) = db.ask(of, station="s1"), db.ask(of, station="s2")
    assert (one.station, one.since, two.since) == ("s1", day, None)
    assert db.ask(of, station="s3") == [] and db.tuples(of, station="s1")[0][0] == "s1"
    db.close()


@pytest.mark.parametrize("number", [0, 1, queries.FEW, queries.FEW + 1, 40_000])
def test_a_column_is_among_however_many_values(office: Machine, number: int):
    values = [f"b{one:05}" for one in range(number)]
    for name in ("b00000", "other"):
        office.db.run(
            Alarm.insert(branch=name, station="s", epoch=1, seq=0, code="c", detail="", at=1)
        )
    found = office.db.rows(Alarm.select().where(queries.among(Alarm.branch, values)))
    assert [row.branch for row in found] == (["b00000"] if number else [])
