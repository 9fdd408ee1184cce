"""An answer that the office has not signed for this request changes nothing; the time in one that
it signed is believed."""

import base64
import json

import pytest

from kiosk.records.ledger import identity, ledger, office_marks, times
from kiosk.sync import client, push
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import Machine, Time, sync_round, wire_to
from tests.records.exchange.test_days import DAY_MS, TODAY, counted_days
from tests.sync.cast import tap


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_a_wifi_login_page_moves_no_mark(hall: Machine, office: Machine, status: int):
    tap(hall, 1)

    def portal(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return Answer(status, b"<html>please log in</html>", dict.fromkeys(client.HEADERS, ""))

    with pytest.raises(NoLine):
        sync_round(hall, office, portal)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 0


def test_an_answer_to_another_request_is_not_believed(hall: Machine, office: Machine):
    real, kept = wire_to(office), []

    def replaying(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        kept.append(answer)
        return kept[0] if path == "/intake/v1/entries" and method == "POST" else answer

    sync_round(hall, office, replaying)
    tap(hall, 1)
    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, replaying)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 0


def test_an_altered_answer_is_not_believed(hall: Machine, office: Machine):
    real = wire_to(office)

    def altering(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        if method == "POST":
            said = json.loads(answer.body) | {"office_time": 1}
            answer = answer._replace(body=json.dumps(said).encode())
        return answer

    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, altering)


def test_only_a_signed_body_asks_to_wait(hall: Machine, office: Machine):
    """A header is not signed: whoever is on the line could stop a station for ever."""
    real = wire_to(office)

    def waiting(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        return answer._replace(headers={**answer.headers, "Retry-After": "99999999"})

    with pytest.raises(Refusal, match="unknown_contact") as refused:
        client.Office(waiting, hall.keys, office.keys.fingerprint, hall.new_id).ask(
            "GET", "/intake/v1/contacts/" + "a" * 64
        )
    assert refused.value.retry_after is None


@pytest.mark.parametrize(
    "headers",
    [{"Ts-Key": "é", "Ts-Signature": "\x00"}, {"Ts-Key": "A" * 10**6, "Ts-Signature": ""},
     {"Ts-Key": "AAAA", "Ts-Signature": "AAAA"}],
)  # fmt: skip
def test_absurd_headers_are_no_signature(hall: Machine, headers: dict[str, str]):
    def send(method: str, path: str, body: bytes, said: dict[str, str]) -> Answer:
        return Answer(200, b"{}", headers)

    with pytest.raises(NoLine, match="not signed"):
        client.Office(send, hall.keys, "a" * 24, hall.new_id).ask("GET", "/intake/v1/manifest")


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b"\xff", b'{"marks":', b'{"marks":{}}'])
def test_a_signed_answer_that_makes_no_sense_is_no_line(body: bytes):
    with pytest.raises(NoLine, match="shape"):
        client.decoded(body, wire.Pushed)


@pytest.mark.parametrize(
    ("body", "code", "detail", "wait"),
    [
        (b'{"refusal":"revoked","detail":"at noon","retry_after":9}', "revoked", "at noon", 9),
        (b'{"refusal":"of a newer office","detail":"x"}', "bad_request", "x", None),
        (b"<html>please log in</html>", "bad_request", "<html>please log in</html>", None),
        (b"\xff", "bad_request", "\ufffd", None),
    ],
)
def test_a_signed_refusal_is_one_that_people_can_read(
    body: bytes, code: str, detail: str, wait: float | None
):
    with pytest.raises(Refusal) as refused:
        client.settled(409, body)
    said = refused.value
    assert (said.code, said.detail, said.retry_after) == (code, detail, wait)


def test_of_a_refusal_only_so_much_is_kept():
    for body in (b"x" * 9_000, b'{"refusal":"revoked","detail":"%s"}' % (b"x" * 9_000)):
        with pytest.raises(Refusal) as refused:
            client.settled(409, body)
        assert refused.value.detail == "x" * 500


def test_a_question_says_who_asks_and_what_was_signed(hall: Machine, office: Machine):
    """Without a body none is sent or signed."""
    real, seen = wire_to(office), list[tuple[bytes, dict[str, str]]]()

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        seen.append((body, headers))
        return real(method, path, body, headers)

    line = client.Office(send, hall.keys, office.keys.fingerprint, lambda: "ab" * 16)
    line.ask("GET", "/intake/v1/manifest?have=0")
    ((body, headers),) = seen
    signed = wire.request("GET", "/intake/v1/manifest?have=0", "ab" * 16, b"")
    assert body == b"" and headers == {
        "Ts-Station": hall.keys.fingerprint,
        "Ts-Nonce": "ab" * 16,
        "Ts-Signature": base64.b64encode(hall.keys.sign(signed)).decode(),
        "Content-Type": "application/json",
    }


def test_the_office_time_corrects_a_wrong_clock(hall: Machine, office: Machine, time: Time):
    time.step(-40 * 86_400_000)  # battery flat, clock far behind
    office.time = Time(time.utc + 40 * 86_400_000, time.mono, time.boot)
    me = identity.me(hall.db)
    assert me.anchor is not None
    tap(hall, 1)
    fact = ledger.Ledger.select()
    assert hall.db.first(fact).day.isoformat() == "2026-11-21"


def test_a_computer_that_sleeps_during_a_round_does_not_go_by_the_time_before_it(
    hall: Machine, office: Machine, time: Time
):
    real = wire_to(office)

    def sleep(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        time.pass_by(7 * 3_600_000)
        return answer

    sync_round(hall, office, sleep)
    assert times.believed(hall.db, time()).utc == time.utc
    sync_round(hall, office)
    assert identity.me(hall.db).anchor == (time.utc, time.utc, time.mono, time.boot)


def test_an_office_at_1970_signs_no_time_and_moves_no_hall(
    hall: Machine, office: Machine, time: Time
):
    hall.time = Time(time.utc, time.mono, "hall-boot")
    times.note_time(office.db, time())
    for n, step in enumerate((-56 * 365 * DAY_MS, 112 * 365 * DAY_MS)):  # and one in 2082
        time.reboot(f"office {step}")
        time.step(step)
        hall.time.pass_by(60_000)
        tap(hall, n)
        sync_round(hall, office)
        assert times.today(hall.db, hall.time()) == TODAY == times.today(office.db, time())
    assert counted_days(office) == counted_days(hall) == [TODAY] * 2


@pytest.mark.parametrize(("detail", "raised"), [("somewhere", Refusal), ("[]", push.Differs)])
def test_a_refused_chain_differs_if_head_office_says_how_far_it_holds_it(
    hall: Machine, detail: str, raised: type[Exception]
):
    """Even if that agrees with what is here."""

    class Refusing:
        def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
            raise Refusal("mark_mismatch", detail)

    of = identity.me(hall.db).chain
    with pytest.raises(raised):
        push.push(hall.db, Refusing(), of, hall.time, 0, 500)  # type: ignore[arg-type]
