"""The commands, as an administrator types them."""

import datetime
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.commands.main import cli
from kiosk.files.pinyin import findable
from kiosk.vocabulary.documents import (
    AlertPolicy,
    Basis,
    Clerk,
    Deadline,
    Deed,
    Group,
    Item,
    Measured,
    Notice,
    Policy,
    Publication,
    Reason,
    Rulebook,
    Said,
    Section,
    Standard,
    Target,
    Topic,
    Window,
    Workday,
    encode,
    sha256,
)
from tests.cast import START_2014, Machine, table
from tests.records.learning.cast import bank, question
from tests.records.recognition.cast import scheme
from tests.records.recognition.registers.cast import deeds
from tests.records.tasks.cast import posting

ENTRY = Path(__file__).parents[2] / "kiosk.py"


def first_lines(machine: Machine) -> str:
    """The lines with which a machine's configuration begins."""
    url = machine.config.postgresql
    return f'role = "{machine.config.role}"\n' + (f'database = "{url}"\n' if url else "")


def kiosk(machine: Machine, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, at a Chinese terminal."""
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(first_lines(machine))
    ours = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    environment = ours | {"LC_ALL": "zh_CN.UTF-8"} | more
    return subprocess.run(
        [sys.executable, str(ENTRY), "--config", str(config), *words],
        capture_output=True, text=True, check=False, env=environment, timeout=60,
    )  # fmt: skip


SAID = ("--organisation", "宁浦邮政", "--name", "江心洲支局", "--hall", "江心洲营业厅",
        "--badge", "0101", "--manager", "周雪")  # fmt: skip


def found(new: Machine, *more: str) -> subprocess.CompletedProcess[str]:
    return kiosk(new, "found", "np07", *SAID, *more)


def run(machine: Machine, *words: str) -> Result:
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(first_lines(machine))
    return CliRunner().invoke(cli, ["--config", str(config), *words])


LATER = datetime.date(2027, 1, 1)
BAN = Rulebook(title=Said("禁令"), sections=(Section(Said("=1\n二")),))


def everything(branch: str) -> list[Publication]:
    """Something of every kind, some of it to come."""
    notice = Notice(title=Said("停气通知", "Gas off"), text=Said("周六停气"), branch=branch)
    window = Window(branch=branch, number="3", name=Said("收费", "Pay"))
    clerk = Clerk(name="周雪", name_en="", branch=branch, group="adviser", star=4, manager=True)
    care = Measured(name=Said("关怀次数"), values={"0999": Decimal("2.5")}, combined="mean")
    return [
        *table("service"), *table("fees"), *table("guide"),
        Publication("warm", notice, START_2014),
        Publication("warm", Notice(title=Said("新"), text=Said("=1+1")), LATER),
        Publication(f"{branch}/3", window, START_2014),
        Publication("field", Group(name=Said("安检维修", "Safety checks"), order=3), START_2014),
        Publication("0998", Clerk(name="何平", name_en="", branch=branch, role="field"), LATER),
        Publication("gas_smell", Topic(name=Said("闻到燃气味"), safety=True), START_2014),
        Publication(f"bill@branch.{branch}", Topic(name=Said("气费"), cases=("praise",)), LATER),
        Publication("warm", Deed(name=Said("温情接待", "Warm reception"), order=1), START_2014),
        Publication("slow", Reason(name=Said("慢", "Slow"), grades="all"), START_2014),
        Publication("halls", Policy(stale_days=3), LATER),
        Publication("0999", clerk, LATER),
        Publication("general", Deadline(days=5, basis=Said("宁邮〔2026〕9号")), LATER),
        Publication("2027-02-14", Workday(working=True), LATER),
        Publication("alerts", AlertPolicy(alarm=(), quiet_from="21:00", quiet_to="08:00"), LATER),
        Publication("tier-1", scheme(group="adviser"), LATER),
        Publication(f"care@branch.{branch}", care, LATER),
        Publication(f"care@branch.{branch}", Target(values={"0999": Decimal(3)}), LATER),
        Publication("uniform", standard(), START_2014),
        Publication("ban", BAN, LATER),
        Publication("deeds", deeds(readers="public", months=12), LATER),
        Publication("help", posting(helper="anna"), LATER),
        Publication("post", bank(question("1", _on_a_fee()), question("2")), LATER),
    ]  # fmt: skip


def _on_a_fee() -> Basis:
    fee = findable(table("fees")[0])
    body = encode(fee.content)
    return Basis(kind="fees", key=fee.key, since=fee.in_force, sha256=sha256(body))


def standard() -> Standard:
    items = (Item(code="dress", text=Said("着装", "Dress")), Item(code="ninth", text=Said("")))
    return Standard(name=Said("格式化服务"), often="weekly", items=items)
