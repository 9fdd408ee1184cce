"""The demo: a gas company of ten halls, its office and one hall running.

The counts are those of the 5P source (S2): in 2014 eighty clerks were given
1356 cards. Company, names, faces and comments are invented.
"""

import contextlib
import csv
import datetime
import io
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import track

from kiosk import VERSION, clock, config, pictures, sync
from kiosk.config import Config
from kiosk.db import Database
from kiosk.documents import Branch, Clerk
from kiosk.facts import CARD_KINDS
from kiosk.keys import Keys
from kiosk.records import clerks, documents, paper, stations, users
from kiosk.records.documents import Publication
from kiosk.serve import fresh_nonce

FROM = datetime.date(2014, 1, 1)
CARDS_2014 = {
    "polite": 271,
    "patient": 281,
    "positive": 263,
    "passionate": 311,
    "professional": 230,
}
SEED = 2014
CLERKS_A_HALL = 8
HALLS = (
    ("皇姑", "Huanggu"), ("铁西", "Tiexi"), ("大东", "Dadong"), ("和平", "Heping"),
    ("沈河", "Shenhe"), ("浑南", "Hunnan"), ("于洪", "Yuhong"), ("苏家屯", "Sujiatun"),
    ("沈北新区", "Shenbei"), ("辽中", "Liaozhong"),
)  # fmt: skip
SURNAMES = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"),
    ("杨", "Yang"), ("赵", "Zhao"), ("黄", "Huang"), ("周", "Zhou"), ("吴", "Wu"),
    ("徐", "Xu"), ("孙", "Sun"), ("马", "Ma"), ("朱", "Zhu"), ("郭", "Guo"), ("何", "He"),
)  # fmt: skip
WOMEN = (
    ("芳", "Fang"), ("敏", "Min"), ("静", "Jing"), ("丽", "Li"), ("艳", "Yan"),
    ("娟", "Juan"), ("秀兰", "Xiulan"), ("晓梅", "Xiaomei"), ("雪", "Xue"),
    ("婷婷", "Tingting"), ("海燕", "Haiyan"), ("玉珍", "Yuzhen"),
)  # fmt: skip
MEN = (
    ("强", "Qiang"), ("磊", "Lei"), ("勇", "Yong"), ("建国", "Jianguo"),
    ("志明", "Zhiming"), ("文博", "Wenbo"), ("天宇", "Tianyu"), ("海洋", "Haiyang"),
)  # fmt: skip
COMMENTS = {
    "polite": ("一进门就微笑问好,心里很暖。", "说话客气,听着舒服。"),
    "patient": ("我耳朵不好,她讲了三遍都没急。", "陪老人一步一步把卡补好了。"),
    "positive": ("主动帮我查了用气明细。", "没等我开口就来帮忙了。"),
    "passionate": ("大冷天给我倒了杯热水。", "快下班了还是热情办完。"),
    "professional": ("过户手续讲得清清楚楚,一次办好。", "一看就知道是哪儿的问题。"),
}
_console = Console(highlight=False)


def run(folder: Path, environment: Mapping[str, str]) -> None:
    """Sets the demo up where it is new, starts both machines, waits for Ctrl-C."""
    folder.mkdir(parents=True, exist_ok=True)
    office = _configured(folder / "office.toml", 'role = "office"\n', environment)
    hall = _configured(
        folder / "station.toml", 'role = "station"\nsync_seconds = 10\n', environment
    )
    logins = folder / "demo-logins.txt"
    password = "" if logins.exists() else _publish(office)
    with contextlib.ExitStack() as running:
        office_process = running.enter_context(_process(folder / "office.toml"))
        if not logins.exists():
            _wait(office_process, office.office.port)
            _make_halls(folder, office, hall)
            _write_logins(logins, hall, password)
        hall_process = running.enter_context(_process(folder / "station.toml"))
        _wait(office_process, office.office.port)
        for port in (hall.lobby.port, hall.desk.port):
            _wait(hall_process, port)
        _say_where(office, hall, logins)
        _until_stopped()


def _configured(path: Path, content: str, environment: Mapping[str, str]) -> Config:
    if not path.exists():
        path.write_text(content, "utf-8")
    return config.load(path, environment)


def _publish(office: Config) -> str:
    """Branches, clerks and their drawn portraits; returns the admin's password."""
    db, keys = _open(office)
    at = clock.read().utc
    documents.publish(db, [*_branches(), *_clerks(db)], "demo", at)
    password = secrets.token_urlsafe(9)
    users.set_password(db, keys, "admin", password)
    db.close()
    return password


def _open(machine: Config) -> tuple[Database, Keys]:
    machine.folder.mkdir(parents=True, exist_ok=True)
    db = Database(machine.database)
    db.migrate()
    return db, Keys.load(machine.key_file)


def branch_id(number: int) -> str:
    return f"sb{number + 1:02}"


def badge(number: int) -> str:
    """Clerk 0 of 80 as a badge number with a leading zero, as halls print them."""
    return f"0{101 + number}"


def _branches() -> list[Publication]:
    return [
        Publication(
            branch_id(number),
            Branch(
                name=f"{name}分公司",
                hall=f"{name}营业厅",
                organisation="沈北燃气",
                name_en=f"{english} branch",
                hall_en=f"{english} service hall",
                organisation_en="Shenbei Gas",
            ),
            FROM,
        )
        for number, (name, english) in enumerate(HALLS)
    ]


def _people() -> list[tuple[str, str, int]]:
    """Eighty invented names, each with the seed of a face that suits it: the
    drawn faces of even seeds are women's, of odd ones men's."""
    names = [
        (surname + given, f"{surname_en} {given_en}", male)
        for surname, surname_en in SURNAMES
        for male, group in enumerate((WOMEN, MEN))
        for given, given_en in group
    ]
    chosen = Random(SEED).sample(names, len(HALLS) * CLERKS_A_HALL)
    return [(name, english, 2 * i + male) for i, (name, english, male) in enumerate(chosen)]


def _clerks(db: Database) -> list[Publication]:
    return [
        Publication(
            badge(number),
            Clerk(
                name=name,
                name_en=english,
                branch=branch_id(number // CLERKS_A_HALL),
                group="adviser" if number % CLERKS_A_HALL >= 6 else "cashier",
                portrait=documents.store_blob(db, pictures.portrait(face)),
            ),
            FROM,
        )
        for number, (name, english, face) in enumerate(
            track(_people(), "portraits", console=_console)
        )
    ]


def cards_of_2014() -> dict[str, list[list[str]]]:
    """1356 rows of date, badge, kind, giver, comment by branch: some clerks are
    thanked more than others, Sundays less than Fridays, spring more than July."""
    dice = Random(SEED)
    people = [badge(number) for number in range(len(HALLS) * CLERKS_A_HALL)]
    liked = [dice.lognormvariate(0, 0.5) for _ in people]
    days = [FROM + datetime.timedelta(n) for n in range(365)]
    busy = [(0.4, 1)[day.weekday() < 6] * (0.7, 1)[day.month not in (7, 8)] for day in days]
    rows: dict[str, list[list[str]]] = {branch_id(n): [] for n in range(len(HALLS))}
    for kind, wanted in CARDS_2014.items():
        leaning = [weight * dice.uniform(0.6, 1.4) for weight in liked]
        drawn = dice.choices(range(len(people)), leaning, k=wanted)
        for clerk, day in zip(drawn, dice.choices(days, busy, k=wanted), strict=True):
            comment = dice.choice(COMMENTS[kind]) if dice.random() < 0.08 else ""
            row = [day.isoformat(), people[clerk], kind, "customer", comment]
            rows[branch_id(clerk // CLERKS_A_HALL)].append(row)
    for some in rows.values():
        some.sort()
    return rows


def _recent(today: datetime.date) -> list[list[str]]:
    """The first hall's last 30 days, colleagues' and superiors' cards among them."""
    dice = Random(SEED + 1)
    rows = []
    for back in range(30, 0, -1):
        day = today - datetime.timedelta(back)
        for _ in range(dice.randint(1, 5)):
            kind = dice.choice(CARD_KINDS)
            giver = dice.choices(("customer", "colleague", "superior"), (8, 1, 1))[0]
            comment = dice.choice(COMMENTS[kind]) if dice.random() < 0.3 else ""
            rows.append(
                [day.isoformat(), badge(dice.randrange(CLERKS_A_HALL)), kind, giver, comment]
            )
    return rows


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(["date", "badge", "kind", "giver", "comment"])
    table.writerows(rows)
    return out.getvalue().encode()


def _make_halls(folder: Path, office: Config, first: Config) -> None:
    """Ten stations, each enrolled, filled and synced over real HTTP."""
    given = cards_of_2014()
    url = f"http://127.0.0.1:{office.office.port}"
    office_db, office_keys = _open(office)
    for branch, rows in track(given.items(), "halls", console=_console):
        here = first
        if branch != branch_id(0):
            here = Config(role="station", data=str(folder / "halls" / branch))
        db, keys = _open(here)
        send = sync.over_http(url)
        now = clock.read()
        if db.first(stations.Identity.select()) is None:
            code = stations.issue_code(
                office_db, branch, office_keys, secrets.token_bytes(10), now.utc
            )
            sync.enrol(db, send, keys, url, code, fresh_nonce)
        sync.run(db, send, keys, clock.read, fresh_nonce)
        paper.import_cards(db, _csv(rows), "2014", now, lambda _done, _all: None)
        if here is first:
            today = datetime.date.fromtimestamp(now.utc / 1000)
            paper.import_cards(db, _csv(_recent(today)), "recent", now, lambda _d, _a: None)
        sync.run(db, send, keys, clock.read, fresh_nonce)
        db.close()
    office_db.close()


def _write_logins(path: Path, hall: Config, password: str) -> None:
    """Draws the PINs of the running hall's clerks; the file is written last, so
    that its presence means the demo is complete."""
    db, keys = _open(hall)
    lines = ["# Demo logins, drawn once for this folder.", f"office  admin  {password}"]
    for number in range(CLERKS_A_HALL):
        pin = f"{secrets.randbelow(10**6):06}"
        clerks.set_pin(db, keys, badge(number), pin, secrets.token_hex(16), clock.read())
        lines.append(f"desk    {badge(number)}   {pin}")
    db.close()
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(lines) + "\n")
    partial.rename(path)


@contextlib.contextmanager
def _process(configured: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A machine of its own; told to stop, and waited for, at the end."""
    entry = Path(__file__).parents[1] / "kiosk.py"
    with configured.with_suffix(".log").open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, str(entry), "--config", str(configured), "serve"],
            stdout=out,
            stderr=out,
        )
    try:
        yield child
    finally:
        child.terminate()
        child.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until that process serves on that port; ends the demo where it can't."""
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as got:
                if VERSION in got.read().decode():
                    return
        except OSError:
            pass  # not up yet
        time.sleep(0.05)
    sys.exit(f"nothing could be served on port {port}; see the .log files beside the data")


def _say_where(office: Config, hall: Config, logins: Path) -> None:
    for name, port in (
        ("lobby  大厅", hall.lobby.port),
        ("desk   柜台", hall.desk.port),
        ("office 总部", office.office.port),
    ):
        _console.print(f"{name}  http://127.0.0.1:{port}/")
    _console.print(logins.read_text(), markup=False)
    _console.print("Ctrl-C stops it.")


def _until_stopped() -> None:
    with contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.pause()
