"""Facts come in at the office's door for stations."""

import json
from typing import Any

import msgspec
import pytest

from kiosk import VERSION
from kiosk.ground.databases.driver import psycopg
from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import identity, ledger
from kiosk.records.stations import last_calls
from kiosk.vocabulary import wire
from tests.cast import WANG, Machine, by_visit, sync_round
from tests.web.machines.cast import ask


def envelope(hall: Machine, **changes: object) -> bytes:
    of = identity.me(hall.db).chain
    whole = json.loads(
        msgspec.json.encode(
            wire.Push(ledger.batch(hall.db, of, 0, 500, 10**6), 0, 0, "0.1.0", "b", 1)
        )
    )
    batch = whole["batch"] | {k: v for k, v in changes.items() if k in whole["batch"]}
    return json.dumps(whole | {k: v for k, v in changes.items() if k in whole} | {"batch": batch}
                      if "batch" not in changes else changes).encode()  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"batch":{}}', b'{"batch":1,"tip":0,"manifest":0,"version":""}'],
)
def test_what_is_no_envelope_is_refused(hall: Machine, office: Machine, body: bytes):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", body)
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize(
    "change",
    [{"station": "somebody"}, {"epoch": 0}, {"epoch": 10**30}, {"from": 0},
     {"from": -1}, {"from": 10**18}, {"prev": "!"}, {"entries": ["QQ=="] * 501}],
)  # fmt: skip
def test_an_envelope_for_another_chain_is_refused(
    hall: Machine, office: Machine, change: dict[str, object]
):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", envelope(hall, **change))
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize("after", ["x", "a:b:c", "a:1", "a:1:-1", "a:1:" + "9" * 40, ":::"])
def test_a_query_that_makes_no_sense_is_refused(hall: Machine, office: Machine, after: str):
    got = ask(office, hall.keys, "GET", f"/intake/v1/entries?after={after}")
    assert got.status_code == 400


def test_the_office_sees_what_the_station_says_of_itself(hall: Machine, office: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    number = sync_round(hall, office).manifest
    contact = office.db.first(last_calls.LastCall.select())
    assert (contact.tip_seq, contact.manifest, contact.version) == (1, number, VERSION)
    assert contact.at == office.time().utc


@pytest.mark.both
def test_for_a_batch_the_office_waits_for_its_database_ten_times(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    """On PostgreSQL each waiting costs both sides as much as a small statement; 21 before."""
    for n in range(11):
        if n == 1:
            sync_round(hall, office)  # the first batch of a branch makes its rows
        visitor, key = by_visit(hall.db, hall.time(), f"v{n}"), f"{n:032}"
        if n % 2:
            cards.give(hall.db, visitor, key, WANG, "polite", "")
        else:
            ratings.rate(hall.db, visitor, key, WANG, "2")
    of = identity.me(hall.db).chain
    batch = ledger.batch(hall.db, of, 1, 500, 10**6)
    body = msgspec.json.encode(wire.Push(batch, 11, 0, VERSION, "b", 1))
    waited: list[object] = []
    execute = psycopg.ClientCursor.execute

    def noted(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:
        waited.append(query)
        return execute(cursor, query, *rest, **more)

    monkeypatch.setattr(psycopg.ClientCursor, "execute", noted)
    assert ask(office, hall.keys, "POST", "/intake/v1/entries", body).status_code == 200
    assert len(waited) <= 10, waited
    assert bool(waited) is office.db.is_for_office
