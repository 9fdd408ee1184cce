"""Head office answers a station's file by the checks of the wire, and by no others."""

import msgspec
import pytest

from kiosk.records.exchange import revocation
from kiosk.records.ledger import identity, ledger
from kiosk.records.publishing import documents
from kiosk.rules.office import rate
from kiosk.vocabulary import sync_files
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.sync_files import Asked, Questions
from kiosk.web.machines import by_file, limits
from tests.cast import Machine, sync_round, table
from tests.sync.cast import counts, tap
from tests.sync.files.cast import answered, asked, taken


def entries(office: Machine) -> int:
    return len(office.db.rows(ledger.Ledger.select()))


def changed(data: bytes, **parts: object) -> bytes:
    """The file with its first request changed."""
    file = sync_files.questions(data)
    first = msgspec.structs.replace(file.asked[0], **parts)
    return sync_files.encode(msgspec.structs.replace(file, asked=(first, *file.asked[1:])))


@pytest.mark.parametrize(
    "parts",
    [
        {"body": b"{}"},
        {"nonce": "0" * 32},
        {"signature": "A" * 86 + "=="},
        {"method": "PUT", "path": f"/intake/v1/contacts/{'0' * 64}"},
        {"path": "/intake/v1/enrol"},
        {"method": "GET", "path": "/healthz"},
        {"method": "GET", "path": "/stations"},
        {"method": "GET", "path": "/intake/v1/entries/../../users"},
        {"path": "/intake/v1/epoch"},
    ],
)
def test_a_request_that_the_station_has_not_signed_so_is_refused(
    hall: Machine, office: Machine, parts: dict[str, object]
):
    tap(hall, 1)
    before = entries(office)
    with pytest.raises(Refusal, match="unsigned"):
        answered(office, changed(asked(hall), **parts))
    assert entries(office) == before


def test_a_station_that_was_never_enrolled_is_refused(hall: Machine, office: Machine):
    file = msgspec.structs.replace(sync_files.questions(asked(hall)), station="a" * 24)
    with pytest.raises(Refusal, match="unknown_station"):
        answered(office, sync_files.encode(file))
    assert not counts(office)


def test_a_revoked_station_is_heard_and_not_counted(hall: Machine, office: Machine):
    tap(hall, 1)
    me = identity.me(hall.db)
    revocation.revoke(office.db, me.station, "test", "lost", office.time().utc)
    with pytest.raises(Refusal, match="revoked"):
        taken(hall, answered(office, asked(hall)))
    assert not counts(office) and entries(office)


def test_a_full_file_is_not_too_fast(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate, "BURST", 0)
    monkeypatch.setattr(limits, "_buckets", type(limits._buckets)(10))
    tap(hall, 1)
    with pytest.raises(Refusal, match="too_fast"):
        sync_round(hall, office)
    assert taken(hall, answered(office, asked(hall))).sent


def test_no_header_lets_a_call_pass_as_one_of_a_file(office: Machine):
    seen: list[bool] = []
    app = office.app("office")
    names = [limits.BY_FILE, limits.BY_FILE.replace(".", "-"), "tingsheng_by_file"]

    @app.after_request
    def look(response):  # type: ignore[no-untyped-def]
        from flask import request

        seen.append(limits.BY_FILE in request.environ)
        return response

    office.browser("office").get("/healthz", headers=dict.fromkeys(names, "1"))
    assert seen == [False]


def test_contents_that_the_station_has_are_not_sent_again(hall: Machine, office: Machine):
    first = sync_files.answers(answered(office, asked(hall)))
    documents.publish(office.db, table("notice"), "test", office.time().utc)
    second = sync_files.answers(answered(office, asked(hall)))
    assert first.contents == () and len(second.contents) == len(table("notice"))


def test_contents_that_do_not_fit_are_named(hall: Machine, office: Machine):
    documents.publish(office.db, table("notice"), "test", office.time().utc)
    questions = sync_files.questions(asked(hall))
    app = office.app("office")
    back = by_file.answer(app, office.db, office.keys.public, questions, most=20)
    assert back.contents == () and back.left_out == len(table("notice"))


def test_a_file_is_bounded_before_it_is_read():
    many = tuple(Asked("GET", "/", "", "") for _ in range(sync_files.MOST_QUESTIONS + 1))
    data = sync_files.encode(Questions("a" * 24, 0, many))
    with pytest.raises(sync_files.BadFile):
        sync_files.questions(data)
    with pytest.raises(sync_files.BadFile):
        sync_files.questions(sync_files.QUESTIONS + b"\0" * sync_files.MOST_BYTES)
