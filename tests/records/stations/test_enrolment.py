"""A station is let in by a one-time code, for one branch and for life."""

from pathlib import Path

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases import filing
from kiosk.records.exchange import revocation
from kiosk.records.ledger import identity
from kiosk.records.stations import enrolment
from kiosk.sync import rounds
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import (
    HERE,
    NOON,
    WANG,
    Machine,
    by_visit,
    enrol,
    machine,
    plant,
    sync_round,
    wire_to,
)
from tests.records.cases.cast import file
from tests.records.exchange.cast import code, history, join
from tests.sync.cast import counts, tap


class TestEnrolment:
    def code(self, office: Machine) -> str:
        return enrolment.issue_code(office.db, HERE, office.keys, b"0123456789", office.time().utc)

    def enrol(self, office: Machine, keys: Keys, code: str, folder):  # type: ignore[no-untyped-def]
        from tests.cast import machine

        made = machine(folder, "station", office.time)
        made.keys = keys
        try:
            wire, now = wire_to(office), made.time()
            return rounds.enrol(made.db, wire, keys, "http://o", code, now, made.new_id)
        finally:
            made.db.close()

    def test_the_same_key_with_the_same_code_gets_the_same_answer(self, office: Machine, tmp_path):
        code, keys = self.code(office), Keys.load(tmp_path / "k")
        one = self.enrol(office, keys, code, tmp_path / "a")
        office.time.pass_by(enrolment.CODE_MS * 2)
        two = self.enrol(office, keys, code, tmp_path / "b")
        assert one.chain == two.chain and one.receipt_key == two.receipt_key
        assert len(keys.open_sealed(bytes(one.receipt_key))) == 32

    def test_another_key_cannot_use_a_used_code(self, office: Machine, tmp_path):
        code = self.code(office)
        self.enrol(office, Keys.load(tmp_path / "k"), code, tmp_path / "a")
        with pytest.raises(Refusal, match="bad_code used"):
            self.enrol(office, Keys.load(tmp_path / "k2"), code, tmp_path / "b")

    def test_a_code_ends_after_24_hours(self, office: Machine, tmp_path):
        code = self.code(office)
        office.time.pass_by(enrolment.CODE_MS + 1)
        with pytest.raises(Refusal, match="bad_code expired"):
            self.enrol(office, Keys.load(tmp_path / "k"), code, tmp_path / "a")

    @pytest.mark.parametrize("code", ["", "AAAA", "AAAA-AAAA-AAAA-AAAA:short", "x" * 99])
    def test_a_mistyped_code_is_refused_before_it_is_sent(self, code: str):
        with pytest.raises(Refusal, match="bad_code"):
            enrolment.split_code(code)

    def test_a_code_may_be_typed_in_any_case_with_blanks(self, office: Machine):
        code = self.code(office)
        secret, rest = code.split(":")
        assert enrolment.split_code(f" {secret.lower().replace('-', ' ')}:{rest.upper()} ") == (
            secret.replace("-", ""), rest)  # fmt: skip
        wide = code.translate({one: one + 0xFEE0 for one in range(0x21, 0x7F)})
        assert enrolment.split_code(f"\u200b{wide}") == (secret.replace("-", ""), rest)

    def test_an_impostor_office_is_not_believed(self, office: Machine, tmp_path, time):
        from tests.cast import machine, publish_cast

        impostor = machine(tmp_path / "impostor", "office", time)
        publish_cast(impostor)
        theirs = enrolment.issue_code(impostor.db, HERE, impostor.keys, b"0123456789", NOON)
        forged = theirs.split(":")[0] + ":" + office.keys.fingerprint
        with pytest.raises(NoLine, match="not signed"):
            self.enrol(impostor, Keys.load(tmp_path / "k"), forged, tmp_path / "a")
        impostor.db.close()

    def test_a_station_belongs_to_one_branch_for_life(self, office: Machine, hall: Machine):
        with pytest.raises(Refusal, match="belongs to sb01"):
            enrol(hall, office, "sb02")

    def test_a_code_for_a_branch_that_is_not_there_is_refused(self, office: Machine):
        with pytest.raises(Refusal, match="unknown_branch"):
            enrolment.issue_code(office.db, "nowhere", office.keys, b"0" * 10, NOON)


def test_a_revoked_station_can_not_enrol_again_with_its_key(hall: Machine, office: Machine):
    revocation.revoke(office.db, hall.keys.fingerprint, "anna", "报失", office.time().utc)
    with pytest.raises(Refusal, match="bad_code"):
        rounds.enrol(hall.db, wire_to(office), hall.keys, "http://office", code(office),
                     hall.time(), hall.new_id)  # fmt: skip


def test_a_new_machine_takes_the_place_of_a_broken_one(
    hall: Machine, office: Machine, tmp_path: Path
):
    receipt = file(hall, badge="")
    tap(hall, 1)
    sync_round(hall, office)
    new = machine(tmp_path / "new", "station", hall.time)
    drawn = code(office, replaces=hall.keys.fingerprint)
    rounds.enrol(new.db, wire_to(office), new.keys, "http://office", drawn, new.time(), new.new_id)
    sync_round(new, office)
    assert counts(new) == counts(office) != {}
    author = by_visit(new.db, new.time())
    assert filing.look_up(new.db, author, new.keys, receipt.code).case.opened == receipt.case
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)
    new.db.close()


def test_a_history_of_its_own_needs_a_code_drawn_for_it(lonely: Machine, office: Machine):
    history(lonely)
    me = identity.me(lonely.db)
    says = by_visit(lonely.db, lonely.time()).says
    with lonely.db.writing():
        said = facts.PinChanged(event_id="9" * 32, **says, clerk=WANG)
        plant(lonely.db, me.own_office, [facts.encode(said)])
    with pytest.raises(Refusal, match="not_alone 1"):
        join(lonely, office, code(office))
    join(lonely, office, code(office, decided=1))
    sync_round(lonely, office)
    assert counts(office) != {}


def test_a_code_for_a_station_that_nobody_knows_is_not_drawn(office: Machine):
    with pytest.raises(Refusal, match="unknown_station"):
        code(office, replaces="nobody")
