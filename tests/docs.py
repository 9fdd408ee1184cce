"""The parts of the pages in docs/ that are made from the code.

    python -m tests.docs

writes them anew (`make docs`); tests/test_docs.py compares them. A part lies
between `<!-- name -->` and `<!-- /name -->`; the table of cases is the end of
its page.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from babel.messages.pofile import read_po

from kiosk.commands.main import cli
from kiosk.commands.tables import KINDS
from kiosk.rules.spreadsheets.columns import HEADERS, LAYOUTS
from kiosk.vocabulary import refusals
from kiosk.vocabulary.alarms import ALARMS
from kiosk.vocabulary.security import ACTIONS

TOP = Path(__file__).parents[1]
DOCS = TOP / "docs"
CASES = "| state | move | "
"""How the table of cases begins."""


def printed(*command: str) -> str:
    """What a command of kiosk.py prints."""
    done = [sys.executable, str(TOP / "kiosk.py"), *command]
    return subprocess.run(done, capture_output=True, text=True, check=True).stdout


def table(*rows: tuple[str, ...]) -> str:
    """Rows as a Markdown table, the first one its head."""
    head, *rest = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rest))


def english() -> dict[str, str]:
    """The English wording by the Chinese one."""
    with (TOP / "kiosk/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale="en") if one.id}


def routes() -> Iterator[tuple[str, str, str, str]]:
    """Screen, method, address and sentence, in the order of the command."""
    for line in printed("routes").splitlines():
        screen, method, path, sentence = line.split(maxsplit=3)
        yield screen, method, f"`{path}`", sentence


def commands(group: click.Group = cli, before: str = "") -> Iterator[tuple[str, str]]:
    """Every command as it is typed, and what its help says first."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            typed = [
                one.make_metavar(click.Context(command))
                if isinstance(one, click.Argument)
                else f"[{one.opts[0]}]"
                for one in command.params
            ]
            said = (command.help or "").split("\n\n")[0].replace("\n", " ").strip()
            yield f"`{' '.join([before + name, *typed])}`", said


def wordings(listed: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Code, Chinese and English wording."""
    there = english()
    for code, chinese in listed.items():
        yield f"`{code}`", chinese, there.get(chinese, "")


def kinds() -> Iterator[tuple[str, str, str]]:
    """What a kind is called in commands and addresses, and its columns, those
    that must be filled with a star."""
    for name, kind in KINDS.items():
        layout = LAYOUTS[kind]
        needed = {*layout.key, *layout.needed, "in_force"}
        columns = [f"{HEADERS[c]}{'*' if c in needed else ''} `{c}`" for c in layout.columns]
        yield f"`{name}`", f"`{kind}`", "、".join(columns)


def installer() -> Iterator[tuple[str, str, str]]:
    """Code, Chinese and English wording of what the installer says."""
    script = f"""cd {TOP / "deploy"}; . installer/wording.sh; TAB=$'\\t'
    for code in "${{!EN[@]}}"; do echo "$code$TAB${{ZH[$code]}}$TAB${{EN[$code]}}"; done"""
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    for line in sorted(said.stdout.splitlines()):
        code, chinese, there = line.replace("%s", "…").split("\t")
        if code[0] in "EI":
            yield code, chinese, there


def refused() -> Iterator[tuple[str, str, str, str]]:
    """Code, status, Chinese and English wording of every refusal."""
    listed = {code: wording for code, (_, wording) in refusals.REFUSALS.items()}
    for code, chinese, there in wordings(listed):
        yield code, str(refusals.REFUSALS[code.strip("`")][0]), chinese, there


def alarms(language: str) -> Iterator[tuple[str, str, str, str]]:
    """Code, name, meaning and what to do of every alarm, in one language."""
    there = english()
    for code, wording in ALARMS.items():
        title, means, todo = (one if language == "zh" else there.get(one, "") for one in wording)
        yield f"`{code}`", title, means, todo


BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    "configuration.md": {
        "commands": lambda: table(("command", "what it does"), *commands()),
        "routes": lambda: table(("screen", "method", "address", "who does what"), *routes()),
        "refusals": lambda: table(("code", "status", "中文", "English"), *refused()),
    },
    "install.md": {
        "messages": lambda: table(("编号 code", "中文", "English"), *installer()),
    },
    "people.md": {
        "actions": lambda: table(("code", "中文", "English"), *wordings(ACTIONS)),
    },
    "alarms.md": {
        "alarms": lambda: table(("代码", "告警", "含义", "处理办法"), *alarms("zh")),
        "alarms_en": lambda: table(("code", "alarm", "what it means", "what to do"), *alarms("en")),
    },
    "publishing.md": {
        "kinds": lambda: table(("command", "kind", "columns · 列"), *kinds()),
        "faults": lambda: table(("code", "中文", "English"), *wordings(refusals.FAULTS)),
    },
}
"""Which page has which parts, and how they are made."""


def filled(page: str, text: str) -> str:
    """A page's text with all its parts as the code says them now; raises
    ValueError where a part is not there."""
    if page == "cases.md":
        return text[: text.index(CASES)] + printed("case-table")
    for name, made in BLOCKS.get(page, {}).items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, rest = text.split(begin)
        text = f"{before}{begin}{made()}{end}{rest.split(end, 1)[1]}"
    return text


def pages() -> list[str]:
    """The pages that have such parts."""
    return ["cases.md", *BLOCKS]


def without_parts(text: str) -> str:
    """What a person wrote of a page."""
    text = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.S)
    return text.split(CASES)[0]


if __name__ == "__main__":
    for page in pages():
        path = DOCS / page
        path.write_text(filled(page, path.read_text("utf-8")), "utf-8")
