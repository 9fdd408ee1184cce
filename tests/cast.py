"""The cast: an office, halls with their clerks, customers; what they publish is in data/.

Time does not pass until a test moves it, and ids are counted, not random.
"""

import datetime
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from kiosk.app import create_app
from kiosk.commands.carrying.files import Carrier
from kiosk.files import reading
from kiosk.files.pinyin import findable
from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import state
from kiosk.records.exchange import joining
from kiosk.records.ledger import times, writing
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.rules.cases.case import Case
from kiosk.rules.feedback import paper
from kiosk.rules.ledger.time import local_date
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import tables
from kiosk.sync import client as sync_client
from kiosk.sync import rounds
from kiosk.sync.client import Answer
from kiosk.vocabulary.documents import Branch, Clerk, Publication
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import REFUSALS
from tests import postgresql

NOON = 1_795_233_600_000  # 2026-11-21 12:00 in Shanghai
START_2014 = datetime.date(2014, 1, 1)
HERE, THERE = "sb01", "sb02"
NORTH = "城北"  # the region of HERE
ALONE = "np07"  # a hall without an office
WANG, LI, ZHAO = "0317", "0318", "0400"  # Zhao works in the other branch
MANAGER = "0320"
DATA = Path(__file__).parent / "data"


@dataclass
class Time:
    """A clock that a test moves: `pass_by` both clocks, `step` the wall alone."""

    utc: int = NOON
    mono: int = 5_000_000
    boot: str = "boot1"

    def __call__(self) -> Moment:
        return Moment(self.utc, self.mono, self.boot)

    def pass_by(self, ms: int) -> None:
        self.utc += ms
        self.mono += ms

    def step(self, ms: int) -> None:
        self.utc += ms

    def reboot(self, boot: str = "boot2") -> None:
        self.boot, self.mono = boot, 10_000


class Compiled(BytecodeCache):
    """Templates are compiled once for all machines of a run, as the same program compiles them."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.held.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key] = bucket.checksum, bucket.code


COMPILED = Compiled()


class Browser(FlaskClient):
    """A browser in front of a screen: it says where its forms come from, and each form that
    it sends brings a key of its own, as the page's would, unless the test names one.

    Where a form has something to show, or was refused, `post` answers with the page that it
    leads to, and with the refusal's status; `open` with the bare answer.
    """

    sent = 0

    def post(self, *args: Any, data: Any = None, **options: Any) -> Any:
        if data is None or isinstance(data, dict):
            self.sent += 1
            key = f"{0xB << 120 | self.sent:032x}"
            data = {"key": key, "release": key} | (data or {})
        answer = super().post(*args, data=data, **options)
        if answer.status_code == 303 and "shown=" in answer.location:
            answer = self.get(answer.location)
        if answer.mimetype == "text/html" and (code := refusal_in(answer.text)):
            answer.status_code = REFUSALS[code][0]
        return answer


def refusal_in(page: str) -> str:
    """The code of the refusal that a page shows, '' if it shows none."""
    found = re.search(r'data-code="(\w+)"', page)
    return found.group(1) if found else ""


@dataclass
class Machine:
    """A station or an office: its database, keys, and the folder of both."""

    config: Config
    db: Database
    keys: Keys
    time: Time
    apps: dict[str, Flask] = field(default_factory=dict)
    ids: int = 0

    def app(self, screen: str) -> Flask:
        if screen not in self.apps:
            carrier = Carrier(self.config, self.db, self.keys)
            self.apps[screen] = create_app(self.config, screen, self.db, self.keys, carrier=carrier)
            self.apps[screen].jinja_env.bytecode_cache = COMPILED
        return self.apps[screen]

    def browser(self, screen: str) -> FlaskClient:
        """A browser in front of a screen."""
        client = Browser(self.app(screen))
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def new_id(self) -> str:
        """The next of this machine's ids: 32 hex digits, never random."""
        self.ids += 1
        return f"{self.ids:032x}"

    def case(self, case_id: str) -> Case:
        """A case of any branch, as this machine's facts say it is."""
        row = self.db.first(state.CaseNow.select().where(state.CaseNow.case_id == case_id))
        return state.find(self.db, row.branch, case_id)

    def today(self) -> datetime.date:
        return local_date(self.time().utc, "Asia/Shanghai")


FORM = "f0" * 16
"""A form's key, where the id of the fact comes from what it is about."""


def by_visit(db: Database, now: Moment, visit: str = "") -> Author:
    """The customer of a visit, as an author of facts."""
    return at_station(db, "customer", now, visit=visit)


def by_machine(db: Database, now: Moment) -> Author:
    """What an administrator's command writes."""
    return at_station(db, "machine", now)


def plant(db: Database, of: ChainId, bodies: Sequence[bytes]) -> None:
    """Appends bytes past the door, as a tampered station could."""
    writing._append(db, of, bodies, 0)


@cache
def _new_database() -> bytes:
    """The file of a database that has all migrations and no rows, made once in a process: they take
    a quarter of the time of most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        db = Database(path)
        db.migrate()
        db.close()
        assert [one.name for one in path.parent.iterdir()] == [path.name], "all in one file"
        return path.read_bytes()


def machine(folder: Path, role: str, time: Time) -> Machine:
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(role=role, data=str(folder))  # type: ignore[arg-type]
    if role == "office" and postgresql.is_chosen():
        config.postgresql = postgresql.databases.of(folder)
    elif not config.database.exists():
        config.database.write_bytes(_new_database())
    db = opening.opened(config)
    db.migrate()
    if role == "office":
        times.begin(db, None, time())
    return Machine(config, db, Keys.load(config.key_file), time)


def from_backup(file: Path) -> Database:
    """The database that a backup holds: the file itself, or a new one on PostgreSQL."""
    if not file.read_bytes().startswith(b"PGDMP"):
        return Database(file)
    return opening.opened(Config(role="office", postgresql=postgresql.databases.restored(file)))


@cache
def table(kind: str) -> tuple[Publication, ...]:
    """What the cast's table of this kind publishes: `fees`, `guide`, `notice`, `service`."""
    found = tables.arranged(
        reading.spreadsheet((DATA / f"{kind}.csv").read_bytes()), tables.form(kind)
    )
    wanted, faults = table_rows.read(kind, found.rows, {}, {})
    assert found.faults == [] and faults == []
    return tuple(wanted)


def paper_cards(data: bytes) -> tables.Table:
    """A file of paper cards, read in this process."""
    return tables.arranged(reading.spreadsheet(data), paper.FORM)


def publish_cast(office: Machine) -> None:
    def branch(name: str, region: str) -> Branch:
        return Branch(
            name=f"{name}分公司", hall=f"{name}营业厅", organisation="沈北燃气",
            name_en=name, hall_en=f"{name} hall", organisation_en="Shenbei Gas", region=region,
        )  # fmt: skip

    cast = [
        (HERE, branch("皇姑", NORTH)),
        (THERE, branch("铁西", "城西")),
        (WANG, Clerk(name="王芳", name_en="Wang Fang", branch=HERE)),
        (LI, Clerk(name="李敏", name_en="Li Min", branch=HERE)),
        (MANAGER, Clerk(name="孙静", name_en="Sun Jing", branch=HERE, manager=True)),
        (ZHAO, Clerk(name="赵强", name_en="Zhao Qiang", branch=THERE)),
    ]
    published = [Publication(key, content, START_2014) for key, content in cast]
    published += [*table("service"), *table("fees"), *table("guide")]
    documents.publish(office.db, map(findable, published), "test", NOON)


def wire_to(office: Machine) -> sync_client.Send:
    """The wire to an office without a network in between."""
    client = office.app("office").test_client()

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        got = client.open(path, method=method, data=body, headers=headers)
        return Answer(
            got.status_code,
            got.data,
            {name: got.headers.get(name, "") for name in sync_client.HEADERS},
        )

    return send


def enrol(station: Machine, office: Machine, branch: str) -> None:
    secret = bytes.fromhex(office.new_id())[-10:]
    code = enrolment.issue_code(office.db, branch, office.keys, secret, office.time().utc)
    rounds.enrol(
        station.db, wire_to(office), station.keys, "http://office", code, station.time(),
        station.new_id,
    )  # fmt: skip


def sync_round(
    station: Machine, office: Machine, send: sync_client.Send | None = None
) -> rounds.Round:
    return rounds.run(
        station.db, send or wire_to(office), station.keys, station.time, station.new_id
    )


def founded(station: Machine, branch: str) -> None:
    """A hall without an office; Wang is its manager."""
    hall = Branch(name="江心洲支局", hall="江心洲营业厅", organisation="宁浦邮政",
                  name_en="", hall_en="", organisation_en="")  # fmt: skip
    wang = Clerk(name="王芳", name_en="Wang Fang", branch=branch, manager=True)
    li = Clerk(name="李敏", name_en="Li Min", branch=branch)
    cast = {branch: hall, WANG: wang, LI: li}
    wanted = [Publication(key, content, START_2014) for key, content in cast.items()]
    drawn = bytes.fromhex(station.new_id()) * 2
    joining.found(station.db, station.keys, branch, wanted, drawn, "test", station.time())
