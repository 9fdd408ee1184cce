"""A station of an earlier release is served by today's office, and today's station by an earlier
office: halls and head office are never upgraded at the same moment.

`tests/data/wire/` holds what a station and an office of each release said in one round and one
enrolment, both with the data in `tests/data/0.1.0`. Signatures are made again: they are bound to
the request.
"""

import base64
import datetime
import gzip
import json
from typing import Any

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.publishing import documents, in_halls
from kiosk.records.publishing.manifests import decode_manifest
from kiosk.records.stations import enrolment
from kiosk.sync import rounds
from kiosk.sync.client import Answer, Office
from kiosk.vocabulary import wire
from kiosk.vocabulary.documents import Notice, Publication, Version
from tests.cast import HERE, Machine, Time, sync_round, wire_to
from tests.test_old_data import DATA, EXPECTED, Open, counted, is_sound, opened

__all__ = ["opened"]  # a fixture
WIRE = DATA / "wire"
RELEASES = ("0.1.0", "0.2.0")
NEW_YEAR = datetime.date(2026, 11, 1)


class Said:
    """What one release said on the wire."""

    def __init__(self, release: str, time: Time) -> None:
        said = json.loads(gzip.decompress((WIRE / f"{release}.json.gz").read_bytes()))
        time.utc, time.mono, time.boot = said["moment"].values()
        self.round, self.enrolment = (
            [
                (one["method"], one["path"], unpacked(one["body"]), unpacked(one["answer"]))
                for one in said[name]
            ]
            for name in ("round", "enrolment")
        )
        self.code, self.new_key = said["code"], Keys(unpacked(said["new_key"]))
        self.notice = msgspec.json.decode(unpacked(said["notice"]), type=Notice)


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)


def holds(new: Any, old: Any) -> bool:
    """Whether all that was said before is still said, in the same place."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(k in new and holds(new[k], v) for k, v in old.items())
    if isinstance(old, list):
        pairs = zip(new, old, strict=False)
        return (
            isinstance(new, list) and len(new) == len(old) and all(holds(*pair) for pair in pairs)
        )
    return bool(new == old)


def told(body: bytes) -> Any:
    return json.loads(body) if body[:1] in (b"{", b"[") else body


def listed(answer: dict[str, str]) -> list[Version]:
    """The versions in a signed manifest."""
    return list(decode_manifest(unpacked(answer["manifest"])).documents)


def withdrawn(version: Version) -> bool:
    """Whether this version was withdrawn, or restored what held before: earlier offices listed
    both, today's lists neither, and what is in force is the same."""
    return (version.kind, version.key) == ("service", "pay") and version.version in (2, 3)


@pytest.mark.parametrize("release", RELEASES)
def test_todays_office_answers_a_station_of_an_earlier_release(
    opened: Open, time: Time, release: str
):
    said, office = Said(release, time), opened("office")
    documents.publish(
        office.db, [Publication("new-year", said.notice, NEW_YEAR)], "test", time().utc
    )
    code = enrolment.issue_code(office.db, HERE, office.keys, b"ten bytes!", time().utc)
    assert code == said.code
    station = Keys.load(DATA / "0.1.0" / "station.key")
    for keys, exchanges in ((station, said.round), (said.new_key, said.enrolment)):
        line = Office(wire_to(office), keys, office.keys.fingerprint, office.new_id)
        for method, path, body, answer in exchanges:
            got = told(line.ask(method, path, body))
            if path == "/intake/v1/enrol":  # what is sealed never looks the same
                got.pop("receipt_key"), (answer := told(answer)).pop("receipt_key")
                assert holds(got, answer)
            elif path.startswith("/intake/v1/manifest"):
                assert listed(got) == [one for one in listed(told(answer)) if not withdrawn(one)]
            else:
                assert holds(got, told(answer)), path
    assert counted(office.db) == EXPECTED["after_sync"]["office"]["facts_counted"]
    assert office.db.rows(Alarm.select()) == [] and is_sound(office)


@pytest.mark.parametrize("release", RELEASES)
def test_todays_station_understands_an_office_of_an_earlier_release(
    opened: Open, time: Time, release: str
):
    said, station = Said(release, time), opened("station")
    office = Keys.load(DATA / "0.1.0" / "office.key")
    known = {
        (method, path.split("?")[0]): (told(body), answer)
        for method, path, body, answer in said.round + said.enrolment
    }

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        asked, answer = known[method, path.split("?")[0]]
        if isinstance(asked, dict):
            assert set(asked) <= set(told(body)), "an earlier office expects these"
        signed = wire.request(method, path, headers["Ts-Nonce"], body)
        signature = office.sign(wire.answer(signed, 200, answer))
        packed = [base64.b64encode(one).decode() for one in (office.public, signature)]
        return Answer(200, answer, dict(zip(("Ts-Key", "Ts-Signature"), packed, strict=True)))

    done = sync_round(station, station, send)
    after = EXPECTED["after_sync"]
    assert (done.sent, done.received) == (after["sent"], after["received"])
    assert counted(station.db) == after["station"]["facts_counted"]
    notices = in_halls.notices(station.db, station.today())
    assert said.notice.title.zh in {notice.title.zh for notice in notices}
    assert station.db.rows(Alarm.select()) == [] and is_sound(station)
    new = Machine(station.config, station.db, said.new_key, time, ids=0xE000)
    assert new.keys.fingerprint != station.keys.fingerprint
    rounds.enrol(new.db, send, new.keys, "http://office", said.code, time(), new.new_id)
