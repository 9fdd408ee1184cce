"""Numbers that freeze a machine, at every door; typing in full width; words that a browser brings
again. What could freeze is tried in a process of its own, which is ended when it takes too long."""

import contextlib
import decimal
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.ground import clock
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents as published
from kiosk.rules.cases import receipts
from kiosk.rules.input import numbers
from kiosk.rules.publishing import tariffs
from kiosk.vocabulary import exact
from kiosk.web.frame import forms, frame, shown_once
from kiosk.web.frame.here import here
from kiosk.web.lobby import fees
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    WANG,
    Browser,
    Machine,
    enrol,
    machine,
    publish_cast,
    sync_round,
)
from tests.cast import Time as Clock
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.web.cast import at, at_desk, at_office, file

BOMBS = (
    "1e9999999", "1e-9999999", "9" * 5_000, "9" * 17, "-1", "NaN", "Infinity", "٣" * 5_000, "0x10",
    "1_000", "1,23", "¹²", "",
)  # fmt: skip
SLOWER = 40
"""A bomb may take so many times as long as a plain number at the same door, or LEAST_S."""
LEAST_S = 3.0
LARGEST = 1_000_000
"""Bytes that no page of ours has."""
Door = tuple[str, Callable[[str], Any]]


@contextlib.contextmanager
def hall_and_office(folder: Path) -> Iterator[tuple[Machine, Machine]]:
    """The cast's hall and office, whose clock stands still."""
    stands = Clock()
    with replaced((clock, "read", stands)):
        office = machine(folder / "office", "office", stands)
        publish_cast(office)
        hall = machine(folder / "hall", "station", stands)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        yield hall, office
        hall.db.close()
        office.db.close()


# Numbers -----------------------------------------------------------------------------


def doors(folder: Path) -> Iterator[Door]:
    """Every place of the screens that takes a number, with what hands one in."""
    with hall_and_office(folder) as (hall, office):
        lobby, desk, head = hall.browser("lobby"), at_desk(hall, MANAGER), at_office(office)
        case = at(file(hall))
        for name in ("amount", "used", "persons", "zone"):
            yield (
                f"calculator {name}",
                lambda typed, name=name: lobby.get(
                    "/fees/gas/cost/0", query_string={"amount": "1"} | {name: typed}
                ),
            )
        yield "calculator line", lambda typed: lobby.get(f"/fees/gas/cost/{typed or 'x'}")
        yield "version of fees", lambda typed: lobby.get(f"/fees/gas/{typed or 'x'}")
        for browser, path in (
            (lobby, "/?page="), (lobby, "/people?page="), (desk, "/comments?page="),
            (desk, "/cases?page="), (desk, "/counter?praise="), (desk, "/print/fees/gas?version="),
            (head, "/documents/fees/versions/gas?version="), (head, "/alarms?page="),
            (head, "/case-lists/late?page="), (head, "/?first="), (head, "/cases?last="),
        ):  # fmt: skip
            yield path, lambda typed, browser=browser, path=path: browser.get(f"{path}{typed}")
        for browser, path, field, said in (
            (desk, "/counter/box", "found", {"witness": LI}),
            (desk, "/counter/praise", "day", {"clerk": LI, "deed": "x", "mark": "letter"}),
            (desk, "/clock", "shown", {}), (head, "/clock", "shown", {}),
            (desk, f"{case}/extend", "until", {"reason": "x"}),
            (head, "/codes", "decided", {"branch": HERE}),
            (head, "/alarms/old_day/settle", "newest", {"which": "all", "note": "x"}),
            (head, f"/documents/clerk/pictures/{WANG}", "in_force", {}),
        ):  # fmt: skip
            yield (
                f"{path} {field}",
                lambda typed, b=browser, p=path, f=field, s=said: b.post(p, data=s | {f: typed}),
            )


def tried_by_typing(folder: Path) -> Iterator[str]:
    """A line for each bomb at each door: '' if it was answered in time, without an error."""
    for name, hand_in in doors(folder):
        begun = time.monotonic()
        hand_in("1")
        floor = time.monotonic() - begun
        for bomb in BOMBS:
            begun = time.monotonic()
            answer = hand_in(bomb)
            took = time.monotonic() - begun
            wrong = answer.status_code >= 500 or len(answer.data) > LARGEST
            late = took > max(LEAST_S, SLOWER * floor)
            yield f"{name} {bomb[:12]}: {answer.status_code} {took:.1f} s" if wrong or late else ""


def tried_by_publishing(folder: Path) -> Iterator[str]:
    """The same for tariffs in the hall's documents: what is published may say anything."""
    with hall_and_office(folder) as (hall, _):
        lobby = hall.browser("lobby")
        for number in ("1e9999999", "1e-9999999", "-1e-9999999", "NaN", "1e999999"):
            for shape in TARIFFS:
                body = FEES % shape.replace("%s", number)
                _publish(hall, body.encode())
                for path in ("/fees", "/fees/bomb", "/fees/bomb/cost/0?amount=5", "/fees?q=x"):
                    begun = time.monotonic()
                    answer = lobby.get(path)
                    took = time.monotonic() - begun
                    wrong = (
                        answer.status_code >= 500 or len(answer.data) > LARGEST or took > LEAST_S
                    )
                    yield f"{shape[:20]} {number} {path}: {len(answer.data)}" if wrong else ""


FEES = (
    '{"kind":"fees","title":{"zh":"x"},"basis":{"zh":"x"},"items":[{"item":{"zh":"x"},'
    '"unit":{"zh":"x"},"price":{"zh":"x"},"tariff":%s}]}'
)
TARIFFS = (
    '{"tariff":"flat","price":"%s"}',
    '{"tariff":"percent","rate":"%s","floor":"1","cap":"2"}',
    '{"tariff":"percent","rate":"1","floor":"%s","cap":"2"}',
    '{"tariff":"tiered","bands":[{"up_to":"%s","price":"1"},{"up_to":null,"price":"2"}]}',
    '{"tariff":"tiered","bands":[{"up_to":null,"price":"%s"}]}',
    '{"tariff":"weight","zones":[{"name":{"zh":"x"},"stages":[{"up_to":9,"step":0,"price":"1"}]}]}',
    '{"tariff":"weight","zones":[{"name":{"zh":"x"},"stages":[]}]}',
)


def _publish(hall: Machine, body: bytes) -> None:
    """The newest version of the fees `bomb`, past every check, as a signed manifest would."""
    sha256 = published.store_blob(hall.db, body)
    known = published.versions(hall.db, "fees", "bomb")
    with hall.db.writing():
        hall.db.run(published.Document.insert(
            kind="fees", key="bomb", version=len(known) + 1, in_force=hall.today(),
            sha256=sha256, scope="", published_by="t", published_at=0,
        ))  # fmt: skip


def watched(run: Callable[[Path], Iterator[str]]) -> Callable[[Path], Outcome]:
    """The same attack in a process of its own, ended if a try is not over in five times LEAST_S."""

    def attack(folder: Path) -> Outcome:
        said, says = os.pipe()
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                for line in run(folder):
                    os.write(says, f"{line}\n".encode())
            os._exit(0)
        os.close(says)
        lines, ended = b"", False
        while select.select([said], [], [], 5 * LEAST_S)[0] and not ended:
            more = os.read(said, 65_536)
            lines, ended = lines + more, not more
        if not ended:
            os.kill(child, signal.SIGKILL)
            lines += b"frozen\n"
        os.waitpid(child, 0)
        os.close(said)
        tries = lines.decode().splitlines()
        return Outcome(len(tries), [line for line in tries if line])

    return attack


def read_as_python_does() -> contextlib.AbstractContextManager[object]:
    """Numbers as Python reads them, of any length, script and exponent."""

    def whole(typed: str, most: int = 0, least: int = 0) -> int:
        return int(decimal.Decimal(typed.strip() or "0"))

    def number(typed: str) -> decimal.Decimal:
        return decimal.Decimal(typed.strip() or "0")

    return replaced((fees, "number", number), (fees, "whole", whole))


def any_number_in_documents() -> contextlib.AbstractContextManager[object]:
    return replaced(
        (exact, "is_small", lambda _number: True), (tariffs, "check", lambda _tariff: True)
    )


# Words typed ---------------------------------------------------------------------------

PLANTED = "珊瑚13998887766"
SENT = (
    ("lobby", "/feedback/complaint", {"text": PLANTED, "phone": PLANTED}),
    ("lobby", "/feedback/complaint", {"text": PLANTED * 100}),
    ("lobby", "/look-up", {"code": PLANTED}),
    ("lobby", "/mine", {"badge": PLANTED, "pin": PLANTED}),
    ("lobby", f"/clerks/{WANG}/cards", {"card": "polite", "comment": PLANTED * 100}),
    ("lobby", f"/clerks/{WANG}/cards", {"card": "polite", "comment": PLANTED}),
    ("lobby", "/feedback/complaint", {"text": PLANTED, "topic": "fees"}),
    ("desk", "/sign-in", {"badge": PLANTED, "pin": PLANTED}),
    ("desk", "/counter", {"kind": "question", "origin": "form", "text": PLANTED}),
    ("desk", "/counter", {"kind": "question", "origin": "form", "text": PLANTED, "day": PLANTED}),
    ("desk", "/counter/praise", {"deed": PLANTED, "clerk": PLANTED}),
    ("desk", "/duty", {"state": "on", "window": PLANTED}),
    ("desk", "/passphrase", {"passphrase": PLANTED, "again": "x", "pin": PLANTED}),
    ("office", "/sign-in", {"name": PLANTED, "password": PLANTED}),
    ("office", "/codes", {"branch": PLANTED}),
    ("office", "/documents/clerk/new", {"key": PLANTED, "name": PLANTED}),
)


def typed_words_come_again(folder: Path) -> Outcome:
    """Each form's own answer, which Back and reload bring again, holds nothing typed; and what it
    leads to is shown to no other browser, nor after the visit or the session."""
    with hall_and_office(folder) as (hall, office):
        staff = {"desk": at_desk(hall, WANG), "office": at_office(office)}
        browsers = {"lobby": hall.browser("lobby"), **staff}
        browsers["lobby"].get("/")
        through = []
        for screen, path, said in SENT:
            answer = browsers[screen].open(path, method="POST", data={"key": "e" * 32} | said)
            told = answer.text + str(answer.headers)
            if answer.status_code != 303 or PLANTED in told or "no-store" not in told:
                through.append(f"{screen} {path}: {answer.status_code}")
            through += _seen_by_others(hall if screen != "office" else office, screen, answer)
        return Outcome(len(SENT), through)


def _seen_by_others(where: Machine, screen: str, answer: Any) -> list[str]:
    other = where.browser(screen)
    other.get("/")
    page = other.get(answer.location or "/", follow_redirects=True).text
    return [f"another browser reads {answer.location}"] if PLANTED in page else []


def the_next_customer_goes_back(folder: Path) -> Outcome:
    """The address of a refused form or of a result, opened once the visit is over."""
    with hall_and_office(folder) as (hall, _):
        lobby, through, tried = hall.browser("lobby"), [], 0
        for screen, path, said in SENT:
            if screen != "lobby":
                continue
            lobby.get("/")
            answer = lobby.open(path, method="POST", data={"key": f"{tried:032x}"} | said)
            lobby.get("/idle")
            tried += 1
            page = lobby.get(answer.location or "/", follow_redirects=True).text
            if PLANTED in page or "<output>" in page:
                through.append(f"{path} {answer.location}")
        return Outcome(tried, through)


def kept_for_anyone() -> contextlib.AbstractContextManager[object]:
    """What is shown once, shown to whoever has the address."""

    def find(token: str) -> msgspec.Struct | None:
        one = here.shelf.find(token)
        return one.what if one else None

    return replaced((shown_once, "_find", find), (shown_once, "forget", lambda: None))


def answered_in_place() -> contextlib.AbstractContextManager[object]:
    """A refused form is answered by the page itself."""

    def again(refusal: Any) -> None:
        forms.wrong_field(refusal)

    return replaced((forms, "again", again), (frame.forms, "again", again))


# Full width ----------------------------------------------------------------------------

WIDE = {one: one + 0xFEE0 for one in range(0x21, 0x7F)}


def full_width_is_not_understood(folder: Path) -> Outcome:
    """A receipt code, a sum and a badge, as an input method types them."""
    with hall_and_office(folder) as (hall, _):
        lobby = hall.browser("lobby")
        assert isinstance(lobby, Browser)
        lobby.get("/")
        said = {"key": "a" * 32, "topic": "fees"}
        code = receipts.code(_receipt_key(hall), "a" * 32)
        lobby.post("/feedback/question", data=said)
        tries = [
            ("code", "本厅已收到", lobby.post("/look-up", data={"code": code.translate(WIDE)})),
            (
                "dash",
                "本厅已收到",
                lobby.post("/look-up", data={"code": f"{code[:4]}ー{code[4:]}"}),
            ),
            ("sum", "60.50", lobby.get("/fees/gas/cost/0?amount=２０&used=２９０")),
            ("search", "/guides/transfer", lobby.get("/guides?q=ｇｈｇｍ")),
        ]
        return Outcome(len(tries), [what for what, right, page in tries if right not in page.text])


def _receipt_key(hall: Machine) -> bytes:
    return identity.receipt_keys(hall.db, hall.keys)[0]


def nothing_folded() -> contextlib.AbstractContextManager[object]:
    def plain(typed: str) -> str:
        return "".join(typed.split())

    return replaced((receipts, "squeezed", plain), (numbers, "squeezed", plain))


ATTACKS = (
    Attack("number bombs at every door", watched(tried_by_typing), read_as_python_does),
    Attack("number bombs in documents", watched(tried_by_publishing), any_number_in_documents),
    Attack("typed words in a form's answer", typed_words_come_again, answered_in_place),
    Attack("the next customer goes back", the_next_customer_goes_back, kept_for_anyone),
    Attack("full width is not understood", full_width_is_not_understood, nothing_folded),
)
