"""Changes of tables: none is edited once it has landed, and one that a power cut interrupts is
completed at the next start."""

import hashlib
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
import peewee
import pytest

from kiosk.ground.db import MIGRATIONS, Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import lists, state
from kiosk.records.exchange import projections
from kiosk.records.exchange.projections import PROJECTIONS, Projection
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from tests.cast import HERE, Machine, plant, sync_round
from tests.records.cases.cast import accepted, desk, file, k
from tests.test_old_data import unpack

FROZEN = {
    "0001_spine": "0b978ecd3374974e1b8ff7d6b14393b9b9ff7601b7bfbbf994bc5b6b9a4882ac",
    "0002_days_and_receipts": "d2faafbcf23a9968a218397c73e51f30f53f8e2f40123d179a384ebc9ed81157",
    "0003_releases": "bb2d55e5021329b501fc77181affe9e91ee1052ffc918c7d752371bb8767dc8a",
    "0004_believed_time": "8163564a7e2361a8f0cbfc8ab1879b3d7f742c7dd49a355e3d4e14be8aea8a4b",
    "0005_standing_alone": "72a344d5a1d0321740bf08ba5d92919245d77a3c20f4d0ce801f9e99cacf8de2",
    "0006_cases": "91ae353d34898f7b609cd1da8d4ec6f0b3d0146272186f95682113bd28341b6d",
    "0007_unsaid": "d9655aa3c344796d875437fb91d96f6d87cd37b7d13a12783aa77aaa03049cdc",
    "0008_names": "f417c3f36fe4d79f2075a9e3ec134c38710d56717484f7859264e9d4cd1797e6",
    "0009_parts_of_a_round": "596c44c58093cf362fe4f3815ef40e16f3897dc701ae3164b3381be920321d38",
    "0010_one_time": "44c1e97dd9eb76cc1a1e3b26cacbfaf36e2e1b62c3e6fb9d6398bc09ad15d00f",
    "0011_epochs": "3be6b3a72fe49235535d80f0970084cff3b7aea7f7a202ded8fc8954dbdc0328",
    "0012_settled_alarms": "5db319a349f001179c2ca646b0a71205f7c2ae2936dc1092d77cf0f904388e13",
    "0013_lives_of_stations": "e065f2249266998b6da6cd0206dd813dd046ae10356a913fa8ae600112dae898",
    "0014_upkeep": "44a6adbe32c799ada9f73d716485e950aa7bc323917444bd2ef8e9584c77d646",
    "0015_withdrawn": "db04cf955745a3be41be5bb65cf0b0a78adc4ea7f54fc859cb2593a1e7e9b29b",
    "0016_people": "fc409727535e4bf4e9a791740560fdea871d09b1469ed34bd0bdcf40bac723fc",
    "0017_privacy": "5302fbc13db8ba383123ab0f124482c138e87fedfa32ba245e22f3cf17a70e08",
    "0018_heard": "4785c2990e0d9affa0335eee280ea75ef8c4d3d9abe60756b5adc2da03c2c24a",
    "0019_drafts": "f8904fc8dcbbc2488342b296fb1e4d1fd852890033f4db44abb81a5635cba5a9",
    "0020_alerts": "af1329473ca0027cdd3a5d5b5a48f4281d7f5c8081b4f2371b6882b5ad887b3c",
    "0021_screens": "c7fc6b04a2b9f43148e25445bdd21ccee86d2f11433f69235dcdb4f4414f6d8c",
    "0023_office": "ae845d0ec933dcbe2c9d54cc61e38a1e045b49fd6cb58fdded0b31dc47eded0b",
    "0024_tickets": "20760db02ad2e68932f1bd9ae3d0fef239b2d80d8228d4568a3fef2cc13a3a79",
    "0025_upkeep": "55548af55cab32e6a243825bc997f2ea9ece75e09a782c1cc9835f160f5df699",
    "0026_tablets": "6057eb1d6a845746bc16c3f7a7e00faf69586bcb989f39444278455d1145f3d3",
    "0027_programs": "cd114e8cac5e6cac7c90e3b6b951b79e6aaad5ad6e4dd90c75dd98f6cef9eacd",
    "0028_news": "1520d40cdff63e38ed3a42f5015c48b8934bdefb3eaba7bf3056e7dbff5fd15a",
    "0029_ticket_table": "aca170bf98b8e59619b6a51f19cc86f3f15555cf6615207a0d63f6f2cd1d8ca0",
    "0031_colleague_cards": "168df05da5890d0bd0115935f8a77627b790b3e3734589d4c69a891fdce65e61",
    "0032_pauses": "d0ab6cd1f6ba482b3fe29787bf732ed7cbd3335ee82968788054065903263674",
    "0033_meetings": "0a46dd8edd27b84637958f4650fcc5f597997259712dcf7ce4aa4993bee02526",
    "0036_team_meetings": "6b578814f697ed56bad98b763813a4abf322885efdaeaf41dce1981da122630e",
    "0035_urns": "77af001ffc428c08a11e0875231873d67b460a4ee9930f84f6db41912c5842ae",
    "0034_registers": "a178462151913feb033f41d3d413d193ad1e94e12bab46fee78d3c9b57a2841d",
    "0037_letters": "96c8daf16b03796a7d361fbd7f7d227bf5acab12f966899431d0158f1716b291",
    "0041_roles": "28b2cd8c8dd25fb5148dc4f1472bd15cfbdfbded45effccd03f2ab9c54cbd873",
    "0042_access": "268c320c418c0b66114699e3c1bd563255581f8e66792b847f34a5a71bdc5ac5",
    "0044_judged_weeks": "ff208129ab46a68ad7059f6607e1c2ff4b487ea2ff589b6aaf316677510aa7f7",
    "0046_lanes": "0b9f6f471da19194cb1e4c20b7ee2e1092907f594e68635f822285d2574fe3e3",
    "0048_stations": "fc6220c025fc51ceeec55fe454f7a270ba647735fe04bd0c06c55857102278d1",
    "0049_machines": "4279235f49b2f8e6f01422076b164bfd3fbfa5542d5e761f3d18bef04b7ab286",
    "0053_regions": "4199af3bbd2426157c7c24fffb5553847c2c559ea178c0df3df5684145803dee",
    "0050_feedback_indexes": "b79490e1250a7d6f86099485dd29650b690105ddf6eabe18fc1a18072c1d009f",
    "0056_receipts": "c769ef1d69c57cd4c7b97bcedbaeb3eaceb1edd8d6efdeeba2c07d6b7883c2eb",
    "0057_sync_files": "123aa3e148413345fdc46c275e086c7ba3ae3064b6cf4d15fce2762611930c51",
    "0060_promises": "a1bdc286beb246c7f5bdcf6d257e85116270f4a88397d1f39d504553b8f2fddc",
    "0059_low_grades": "37c2a2959fad5d3e29092c023b01ddfda28c13c3afb9b02ae170da24cb924c03",
    "0062_figures_of_cases": "0e208c6e757758121b384e7daf803d0e91680e79f9897071bad47179707cfd77",
    "0058_own_entries": "6b8e1ab9fcddc4e1f13df1cb090397bffed084d0714f666da5d920f1a183cb56",
    "0043_flags": "618781b6ff787090329deb8a445005cc096054e1acf23e14dd2faf01cf91cd16",
    "0051_archives": "65d064e568f8e1ac1461221f47995172ec32a1d1a9851930b56f3fc890119d01",
    "0045_reports": "319b0e0efc229ffb3ffe6bb9e2b2b4829289167ed4a74d109e541621b9ce7521",
    "0052_people": "d48ca0dc43ab444ca7b9fd18c7f6fa93f3cfd28e171d90d6172214f2095f2b39",
    "0055_log": "c75a2d90f455d4867d33a4d02cd9752e40a646887b32e652ccfe765ba905c940",
    "0064_days_of_branches": "75efa645ac88d95c84ad4d6bde5f3c09d31b5153aa74ac8ec29ec2d92926ea83",
    "0065_figures_of_reports": "b0ba7b97cbac4cd346548f1ecebab9ffb4e32d44ed8020a05e34098ec78c0322",
}
"""The SHA-256 of each migration. A new one is added here with its file; none is ever changed, since
data that its earlier text made exists."""


def test_a_migration_that_has_landed_is_never_edited():
    files = sorted(MIGRATIONS.glob("*.py"))
    assert {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == FROZEN


class PowerCut(Exception):
    """The machine is off."""


class Power:
    """Cut before the statement number `left` of a connection; nothing is executed from then on."""

    def __init__(self, connection: apsw.Connection, left: int) -> None:
        self.left = left
        connection.exec_trace = self._execute

    def _execute(self, *_statement: object) -> bool:
        if self.left == 0:
            raise PowerCut
        self.left -= 1
        return True


def upgraded(folder: Path, cut_before: int) -> bool:
    """Upgrades the office's database in `folder` until the power is cut; whether it ended before
    that."""
    db = Database(folder / "office.db")
    power = Power(db.peewee.connection(), cut_before)
    try:
        projections.upgrade(db)
    except (PowerCut, peewee.DatabaseError):
        assert power.left == 0
        return False
    finally:
        db.peewee.connection().exec_trace = None
        db.peewee.connection().close(True)  # what a killed process leaves: nothing is committed
        db._keeper.close(True)
    return True


STRIDE = 1 if os.environ.get("EVERY_KILL") else 7
"""Statements from one cut to the next: a prime, so that no repeated group of them is always cut at
the same one."""


def test_an_upgrade_cut_at_any_statement_is_completed_at_the_next_start(tmp_path: Path):
    stored = unpack("lobby-begun", "office", tmp_path / "stored")
    keys = Keys.load(stored / "office.key")
    for cut in itertools.count(step=STRIDE):
        shutil.copytree(stored, tmp_path / "cut")
        ended = upgraded(tmp_path / "cut", cut)
        db = Database(tmp_path / "cut" / "office.db")
        projections.upgrade(db)
        assert lists.listed(db).number == 5, cut
        assert checks.check(db, keys, at_office=True) is None, cut
        db.close()
        shutil.rmtree(tmp_path / "cut")
        if ended:
            assert cut > 100
            return


def newer(version: int, rebuild: Callable[[Database], None]) -> tuple[Projection, ...]:
    """The projections of a program that keeps the cases' rows otherwise."""
    return tuple(
        one._replace(version=version, rebuild=rebuild) if one.name == "cases" else one
        for one in PROJECTIONS
    )


def test_a_projection_is_rebuilt_once_for_each_of_its_versions(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    rebuilt: list[str] = []

    def now(version: int) -> None:
        def rebuild(db: Database) -> None:
            rebuilt.append(f"cases {version}")
            state.rebuild(db)

        monkeypatch.setattr(projections, "PROJECTIONS", newer(version, rebuild))
        projections.upgrade(hall.db)
        projections.upgrade(hall.db)

    now(7)
    now(8)
    now(7)  # a program that was taken back
    assert rebuilt == ["cases 7", "cases 8", "cases 7"]


def test_new_kinds_of_steps_give_the_cases_a_new_version():
    """A machine may hold facts of a kind that only its next program knows: the version makes it
    read them."""
    versions = {one.name: one.version for one in PROJECTIONS}
    assert (versions["cases"], len(facts.STEPS)) == (5, 17)


def test_a_fact_of_an_unknown_kind_is_kept_skipped_sent_on_and_understood_after_the_upgrade(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    case_id, beside = accepted(hall, file(hall, 1)), another_hall("beside", HERE)
    with monkeypatch.context() as older:  # a program that does not know answers yet
        older.setattr(facts, "STEPS", tuple(kind for kind in facts.STEPS if kind != "case_replied"))
        older.setattr(facts, "KINDS", facts.KINDS - {"case_replied"})
        older.setattr(facts, "decode", without("case_replied"))
        reply = facts.CaseReplied(
            event_id=k(9), branch=HERE, day=hall.today(), at=hall.time().utc,
            clock=desk(hall).clock, subject=case_id, role="manager", by="0320", seen=2,
            due=hall.today(), template="fixed",
        )  # fmt: skip
        with hall.db.writing():
            plant(hall.db, identity.me(hall.db).chain, [facts.encode(reply)])
        for station in (hall, beside):
            sync_round(station, office)
        for machine in (hall, office, beside):
            projections.rebuild(machine.db)
            assert lists.listed(machine.db).rows[0].state == "accepted"
            kept = machine.db.first(Ledger.select().where(Ledger.event_id == k(9)))
            assert (kept.kind, kept.counted) == ("case_replied", 1)
    monkeypatch.setattr(projections, "PROJECTIONS", newer(9, state.rebuild))
    for machine in (hall, office, beside):
        projections.upgrade(machine.db)
        assert lists.listed(machine.db).rows[0].state == "replied"


def without(kind: str) -> Callable[[bytes], facts.AnyFact]:
    decode = facts.decode

    def older(body: bytes) -> facts.AnyFact:
        if facts.columns(body).kind == kind:
            raise msgspec.ValidationError(f"Invalid value '{kind}'")
        return decode(body)

    return older
