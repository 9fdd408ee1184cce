"""A head office with 54,000 branches in 31 provinces, with a year of sums and some weeks of facts,
in a SQLite file or on a PostgreSQL of its own. Made once, in some minutes, and kept outside the
repository.

Documents, stations and the facts of the last weeks are real ones. The sums of 13 months are
written by statements that make many rows at once, since facts that gave them all would be a
thousand million: those of weeks and months for all branches, those of single days and hours for one
province over a quarter of a year, and thinly for the others in the last 31 days.
"""

import hashlib
import itertools
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk import VERSION
from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import ledger, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.people import users
from kiosk.records.publishing import documents
from kiosk.records.publishing.documents import as_version
from kiosk.records.reports import changes, regions
from kiosk.records.upkeep import new_database
from kiosk.rules.ledger import chain
from kiosk.rules.people.roles import Reach
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Clerk, Content, Manifest, encode, sha256
from tests.bench import made_halls
from tests.bench.nation import sums
from tests.cast import NOON, Machine, Time, table
from tests.postgresql import Server
from tests.web.cast import PASSWORD

FORM = "1"
"""Grows with each change of what is made here, so that no older database is measured."""
BRANCHES = 54_000
CLERKS = 3
FACTS = 6
"""Of each branch, in the last DAYS."""
DAYS = 28
TODAY = made_halls.TODAY
LATE = NOON // 1000 - 7 * 86_400
"""When the second version of the fees was published; the manifests of some stations are older."""
PROVINCES = (
    "江苏", "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆",
    "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
)  # fmt: skip
HOME = PROVINCES[0]
"""The province whose user is tried, and whose days and hours are known for a quarter of a year."""
USER, OF_HOME = made_halls.USER, "jiangsu"


def branch(n: int) -> str:
    return f"b{n:05}"


def station(n: int) -> str:
    return hashlib.sha256(branch(n).encode()).hexdigest()[:24]


def province(n: int) -> str:
    return PROVINCES[n % len(PROVINCES)]


def office(folder: Path, number: int = BRANCHES, server: Server | None = None) -> Machine:
    """The head office, made if it is not in the folder yet."""
    home = folder / f"nation-{FORM}-{number}-{'postgresql' if server else 'sqlite'}"
    url = ""
    if server is not None:
        name = home.name.replace("-", "_")
        there = server.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if not there or not home.exists():
            server.run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
            shutil.rmtree(home, ignore_errors=True)
        url = server.url(name)
    if not home.exists():
        making = home.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        made = _machine(making, url)
        _fill(made, number)
        made.db.close()
        making.rename(home)
    return _machine(home, url)


def _machine(folder: Path, url: str) -> Machine:
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(role="office", data=str(folder), postgresql=url)
    db = opening.opened(config)
    if db.is_new():
        new_database.make(db)
    db.migrate()
    return Machine(config, db, Keys.load(config.key_file), Time())


def _fill(made: Machine, number: int) -> None:
    db = made.db
    times.begin(db, None, made.time())
    users.set_password(db, made.keys, USER, PASSWORD)
    users.set_password(db, made.keys, OF_HOME, PASSWORD)
    users.assign(db, OF_HOME, "region", Reach(frozenset({HOME})), USER)
    with db.writing():
        documents.publish(db, table("service"), "bench", NOON - 10**9)
        documents.publish(db, table("fees"), "bench", LATE * 1000)
    for step in (_documents, _stations, _facts):
        with db.writing():
            step(db, number)
        print(step.__name__, flush=True)
    with db.writing():
        sums.write(db, number, TODAY)
    print("sums", flush=True)
    regions.place(db, TODAY)
    changes.judge(db, TODAY)
    db.checkpoint()


def _put(db: Database, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    while part := list(itertools.islice(rows, 20_000)):
        db.copy_in(table, columns.split(), part)


def _documents(db: Database, number: int) -> None:
    """Branches and their rosters."""
    made, rows = {}, []
    for n in range(number):
        for key, content in _cast(n):
            body = encode(content)
            made[sha256(body)] = body
            kind = str(type(content).__struct_config__.tag)
            day = made_halls.BEGIN.isoformat()
            rows.append((kind, key, 1, day, sha256(body), branch(n), "bench", NOON - 10**9))
    _put(db, "blob", "sha256 body", iter(made.items()))
    columns = "kind key version in_force sha256 scope published_by published_at"
    _put(db, "document", columns, iter(rows))


def _cast(n: int) -> Iterator[tuple[str, Content]]:
    name = f"{province(n)}第{n:05}支局"
    yield branch(n), Branch(
        name=name, hall=f"{name}营业厅", organisation="宁浦邮政", name_en=f"Branch {n:05}",
        hall_en=f"Hall {n:05}", organisation_en="Ningpu Post", region=province(n),
    )  # fmt: skip
    for one in range(CLERKS):
        yield (
            made_halls.badge(branch(n), one),
            Clerk(name=f"王{n:05}{one}", name_en=f"Wang {one}", branch=branch(n), manager=one == 0),
        )


def _stations(db: Database, number: int) -> None:
    """A station in each hall: one in 500 is silent, one in 200 has an older manifest, others are
    behind, out of time or nearly full."""
    listed = [as_version(row) for row in documents.history(db, "fees", _fees(db))]
    enrolled, calls, manifests, chains = [], [], [], []
    for n in range(number):
        of, name = branch(n), station(n)
        enrolled.append(
            (name, of, name.encode().ljust(32)[:32], NOON - 10**10, 1, "", "", "", "", "")
        )
        issued = LATE - 86_400 if n % 200 == 7 else LATE + 100
        body = msgspec.json.encode(Manifest(of, issued, issued * 1000, tuple(listed)))
        manifests.append((of, issued, body, bytes(64)))
        at = NOON - (3 * 86_400_000 if n % 500 == 11 else 120_000 + n % 100_000)
        version, waiting = ("0.9.0" if n % 90 == 1 else VERSION), (40 if n % 300 == 5 else 0)
        skew, disk = (400_000 if n % 700 == 3 else 50), (10**8 if n % 900 == 9 else 10**10)
        calls.append(
            (of, name, at, FACTS, issued, version, "b", 1, "[]", 0, "[]", "{}", waiting, skew, disk)
        )
        del chains[:]
    _put(
        db,
        "station",
        "station branch public_key enrolled_at epoch replaces revoked_by note lost_by lost_note",
        iter(enrolled),
    )
    _put(db, "manifest", "branch number body signature", iter(manifests))
    _put(
        db,
        "last_call",
        "branch station at tip_seq manifest version boot mono troubles number boots alarms waiting"
        " skew disk",
        iter(calls),
    )


def _fees(db: Database) -> str:
    return documents.keys(db, "fees", 1)[0]


def _facts(db: Database, number: int) -> None:
    """What customers gave in the last weeks, in the ledger and on all lists."""
    draw, rows, chains = random.Random(number), [], []
    for n in range(number):
        of, seq = ChainId(branch(n), station(n), 1), 0
        head = chain.genesis(*of, chain.NO_HEAD)
        for fact in FactsOfWeeks(branch(n), draw).made(FACTS):
            seq, body = seq + 1, facts.encode(fact)
            head = chain.link(head, seq, body)
            rows.append(ledger.row_of(of, seq, facts.columns(body), 1, body, head))
        chains.append((*of, chain.NO_HEAD, seq, head))
        if len(rows) > 10_000:
            ledger.insert(db, rows)
            rows.clear()
    ledger.insert(db, rows)
    _put(db, "chain", "branch station epoch common seq head", iter(chains))
    for one in projections.PROJECTIONS:
        if one.name in ("feedback", "help", "cases"):
            one.rebuild(db)
    built = [(one.name, one.version) for one in projections.PROJECTIONS]
    _put(db, "projection_built", "name version", iter(built))


class FactsOfWeeks(made_halls.Facts):
    """The last weeks of a branch."""

    days = DAYS
