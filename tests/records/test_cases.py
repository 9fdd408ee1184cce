"""What is filed can be looked up by its receipt, and by nothing else."""

import pytest

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.hall import help
from kiosk.records.ledger import ledger
from kiosk.records.people import authors
from kiosk.rules.cases import receipts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_visit, sync_round

KEY = "a" * 32


def file(hall: Machine, key: str = KEY, visit: str = "v1", **said: object) -> filing.Receipt:
    words = {"kind": "complaint", "topics": ["waiting"], "text": "", "badge": ""} | said
    return filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), visit), hall.keys, key, Filed(**words), None
    )  # type: ignore[arg-type]


def test_chips_alone_are_enough_and_the_receipt_finds_it(hall: Machine, office: Machine):
    receipt = file(hall)
    found = filing.look_up(
        hall.db,
        by_visit(hall.db, hall.time(), ""),
        hall.keys,
        receipts.spoken(receipt.code).lower(),
    )
    assert (found.case.opened.mark, found.case.opened.topics, found.entry) == (
        "complaint",
        ("waiting",),
        1,
    )
    assert not found.arrived
    sync_round(hall, office)
    assert filing.look_up(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code
    ).arrived


def test_a_re_sent_form_shows_the_same_receipt(hall: Machine):
    one, two = file(hall), file(hall, text="again")
    assert one.code == two.code and two.case.text == ""
    assert ledger.chains(hall.db, HERE)[0].seq == 1


def test_the_code_stands_nowhere_in_the_database(hall: Machine):
    receipt = file(hall, text="内容")
    hall.db.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = b"".join(path.read_bytes() for path in hall.config.folder.iterdir() if path.is_file())
    for form in (receipt.code, receipts.spoken(receipt.code), KEY):
        assert form.encode() not in whole and form.encode("utf-16-le") not in whole


def test_only_the_visit_that_filed_sees_the_receipt_again(hall: Machine):
    code = file(hall).code
    assert (
        filing.receipt(hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, KEY).code == code
    )
    for visit, key in [("v2", KEY), ("", KEY), ("v1", "b" * 32)]:
        with pytest.raises(Refusal, match="unknown_receipt"):
            filing.receipt(hall.db, by_visit(hall.db, hall.time(), visit), hall.keys, key)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"topics": []}, "empty_case"),
        ({"topics": ["weather"]}, "unknown_topic"),
        ({"kind": "song"}, "unknown_case"),
        ({"text": "x" * 1001}, "long_comment"),
        ({"badge": "9999"}, "unknown_clerk"),
        ({"key": "short"}, "missing_key"),
    ],
)
def test_what_cannot_be_filed_is_refused(hall: Machine, said: dict[str, object], code: str):
    with pytest.raises(Refusal, match=code):
        file(hall, **said)  # type: ignore[arg-type]
    assert ledger.chains(hall.db, HERE) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "mistyped_code"), ("ABCDEFGH", "mistyped_code"), ("2222-2222", "unknown_receipt")],
)
def test_a_wrong_code_finds_nothing(hall: Machine, typed: str, code: str):
    file(hall)
    with pytest.raises(Refusal, match=code):
        filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, typed)


def test_another_branch_cannot_look_it_up(hall: Machine, office: Machine, another_hall):
    other = another_hall("other", "sb02")
    with pytest.raises(Refusal, match="unknown_receipt"):
        filing.look_up(other.db, by_visit(other.db, other.time(), ""), other.keys, file(hall).code)


def test_a_second_station_of_the_branch_can(hall: Machine, office: Machine, another_hall):
    code = file(hall).code
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert filing.look_up(
        second.db, by_visit(second.db, second.time(), ""), second.keys, code
    ).arrived


class TestHelp:
    def test_who_came_and_when_are_facts(self, hall: Machine, time: Time, office: Machine):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        assert [(c.clerk, c.came) for c in help.calls(hall.db, hall.today())] == [("", 0)]
        time.pass_by(40_000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        time.pass_by(5_000)
        help.came(hall.db, authors.at_desk(hall.db, WANG, time()), FORM, KEY)
        call = help.calls(hall.db, hall.today())[0]
        assert (call.clerk, call.came - call.at) == (LI, 40_000)
        sync_round(hall, office)
        kinds = [row.kind for row in office.db.rows(ledger.Ledger.select())]
        assert kinds == ["help", "help_came"]

    def test_nobody_comes_to_what_is_no_call(self, hall: Machine, time: Time):
        file(hall)
        for event_id in ("b" * 32, receipts.event_id(KEY)):
            with pytest.raises(Refusal, match="unknown_call"):
                help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, event_id)
        help.ring(hall.db, by_visit(hall.db, time(), "v"), "c" * 32)
        with pytest.raises(Refusal, match="unknown_clerk"):
            help.came(hall.db, authors.at_desk(hall.db, "9999", time()), FORM, "c" * 32)
