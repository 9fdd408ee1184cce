"""What our styles and scripts ask of a browser, compared with npm's browser data: a part of `make
audit`, for Chromium 92, Safari 15.4 and the Safari of iOS 15.4, which nothing here can open.

    python -m tests.audit.features [FILE…]

A line for each feature that one of them does not have, with its file and line. What is inside
`@supports` is not reported, nor what can be missing, by NEWER in tests/test_old_browsers.py and
DISPENSABLE here. A member of an object of unknown type is reported if no interface of such a
browser has one of that name. Ends with 1 where anything is found.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from tests.audit.run import TOP, node
from tests.test_old_browsers import GUARDED, NEWER, SCRIPTS, STYLES

HERE = TOP / ".venv" / "audit"
DATA = HERE / "node_modules" / "@mdn" / "browser-compat-data" / "data.json"
PARSER = Path(__file__).with_name("parse.mjs")
OLDEST = {"chrome": (92,), "safari": (15, 4), "safari_ios": (15, 4)}
UNITS = "dvh dvw dvi dvb dvmin dvmax lvh lvw lvi lvb lvmin lvmax svh svw svi svb svmin svmax"
DYNAMIC = {"d": "dynamic", "l": "large", "s": "small"}
PREFIX = re.compile(r"-(webkit|moz|ms|o)-")
DISPENSABLE = {
    "css.at-rules.page": "for paper, which Chromium prints",
    "css.properties.size": "the size of paper",
    "css.properties.-webkit-tap-highlight-color": "the shade under a finger",
    "css.properties.text-size-adjust": "for phones that enlarge text",
    "css.properties.cursor.pointer": "a tablet has no cursor",
    "css.properties.resize": "a field on a tablet has no handle",
    "css.properties.font-family.ui-monospace": "other fonts follow",
    "sourceElement": "a field of htmx's own",
}
"""Why a page is right without it."""
MISSED = set(NEWER) - GUARDED
PLANTED = tuple(Path(__file__).with_name(f"planted.{kind}") for kind in ("css", "js"))
"""Each line asks for something that one of the browsers does not have."""


Span = tuple[tuple[int, ...], tuple[int, ...]]


class Use(NamedTuple):
    """Something that a file asks of a browser."""

    file: str
    line: int
    kind: str
    name: str
    of: str


class Browsers:
    """Since when browsers have what, by paths such as css.properties.gap."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.members: dict[str, list[str]] = {}
        for part in ("api", "javascript.builtins"):
            for owner, one in self.at(part).items():
                for member in one if isinstance(one, dict) else ():
                    name = member.removesuffix("_static")
                    self.members.setdefault(name, []).append(f"{part}.{owner}.{member}")
        self.functions: dict[str, list[str]] = {}
        for path in self._below("css.types"):
            self.functions.setdefault(path.rpartition(".")[2], []).append(path)

    def at(self, path: str) -> Mapping[str, Any]:
        """The data at a path, {} if there is none."""
        found: Any = self.data
        for name in path.split("."):
            found = found.get(name, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}

    def _below(self, path: str) -> Iterator[str]:
        for name, one in self.at(path).items():
            if name != "__compat" and isinstance(one, dict) and "__compat" in one:
                yield f"{path}.{name}"
            if name != "__compat" and isinstance(one, dict):
                yield from self._below(f"{path}.{name}")

    def missing(self, paths: Iterable[str], prefixes: Iterable[str] = ("",)) -> str:
        """Which of the oldest browsers have none of these, and the first version that has one; ''
        if all have one, or nothing is known of them. `prefixes` are those that are written."""
        known = [path for path in paths if "__compat" in self.at(path)]
        says = []
        for browser, oldest in OLDEST.items() if known else ():
            there = [span for path in known for span in self._spans(path, browser, prefixes)]
            if not any(first <= oldest < last for first, last in there):
                later = min((first for first, _ in there if first > oldest), default=None)
                says.append(f"{browser} {'.'.join(map(str, later)) if later else 'never'}")
        return ", ".join(says)

    def _spans(self, path: str, browser: str, prefixes: Iterable[str]) -> Iterator[Span]:
        """The versions with it, without a flag: the first, and the first without it again."""
        support = self.at(path)["__compat"]["support"].get(browser, {})
        for one in support if isinstance(support, list) else [support]:
            plain = "flags" not in one and "alternative_name" not in one
            as_said = one.get("prefix", "") in prefixes or PREFIX.match(path.rpartition(".")[2])
            added = one.get("version_added")
            if plain and as_said and isinstance(added, str) and added != "preview":
                yield _version(added), _version(one.get("version_removed") or "9999")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.lstrip("≤").split("."))


def paths(use: Use, browsers: Browsers) -> list[str]:
    """Where the data may speak of it: of several places, one that all browsers have is enough."""
    name = PREFIX.sub("", use.name)
    match use.kind:
        case "at-rule":
            return [f"css.at-rules.{use.name}"]
        case "nesting":
            return ["css.selectors.nesting"]
        case "media":
            return [f"css.at-rules.media.{use.name.removeprefix('min-').removeprefix('max-')}"]
        case "selector":
            return [f"css.selectors.{use.name}"]
        case "property":
            return [f"css.properties.{one}" for one in {use.name, name}]
        case "value":
            return [f"css.properties.{use.of}.{use.name}"]
        case "function":
            of_property = [f"css.properties.{use.of}.{use.name}"]
            return of_property + browsers.functions.get(use.name, [])
        case "unit":
            return [_unit(use.name)]
        case "syntax":
            return [f"javascript.{use.name}"]
        case "global":
            places = ("javascript.builtins", "api", "api.Window")
            return [f"{place}.{use.name}" for place in places]
        case "member":
            return _member(use, browsers)
    return []


def _unit(name: str) -> str:
    if name in UNITS.split():
        return f"css.types.length.viewport_percentage_units_{DYNAMIC[name[0]]}"
    of_container = name.startswith("cq")
    return f"css.types.length.{'container_query_length_units' if of_container else name}"


def _member(use: Use, browsers: Browsers) -> list[str]:
    """Of a global that is known, its own members; else those of that name anywhere."""
    for place in ("javascript.builtins", "api"):
        if use.of and browsers.at(f"{place}.{use.of}"):
            own = [f"{place}.{use.of}.{use.name}{kind}" for kind in ("_static", "")]
            if any(browsers.at(path) for path in own):
                return own
    return browsers.members.get(use.name, [])


def uses(files: Iterable[Path]) -> list[Use]:
    """What these files ask of a browser, in their order."""
    command = [node(), str(PARSER), str(HERE / "node_modules"), *map(str, files)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=120)
    return [Use(**one) for one in json.loads(done.stdout)]


def lacking(found: Iterable[Use], browsers: Browsers) -> Iterator[tuple[Use, str]]:
    """Each use that one of the oldest browsers does not know, and why."""
    for use in found:
        where = paths(use, browsers)
        known = any(
            one == path or one.startswith(f"{path}.") for one in where for path in DISPENSABLE
        )
        if known or use.name in DISPENSABLE or {use.name, use.of} & MISSED:
            continue
        if why := browsers.missing(where, _prefixes(use)) or (use.kind == "unread" and "unread"):
            yield use, why


def _prefixes(use: Use) -> set[str]:
    """What is written before a property's name, here or in another line of its block."""
    written = use.of.split() if use.kind == "property" else [use.name]
    alike = [one for one in written if PREFIX.sub("", one) == PREFIX.sub("", use.name)]
    return {found.group() if (found := PREFIX.match(one)) else "" for one in [use.name, *alike]}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    browsers = Browsers(json.loads(DATA.read_text("utf-8")))
    unseen = _unseen(browsers)
    for line in unseen:
        click.echo(f"NOT FOUND  {line}")
    found = uses(files or [*STYLES, *SCRIPTS])
    wrong = list(lacking(found, browsers))
    for use, why in wrong:
        place = Path(use.file).resolve()
        shown = place.relative_to(TOP) if place.is_relative_to(TOP) else place
        click.echo(f"WRONG  {shown}:{use.line}  {use.name}: {why}")
    click.echo(f"{len({one.file for one in found})} files, {len(found)} uses: {len(wrong)} faults")
    sys.exit(1 if wrong or unseen else 0)


def _unseen(browsers: Browsers) -> list[str]:
    """Planted lines in which nothing is found: then the check itself is broken."""
    seen = {(use.file, use.line) for use, _ in lacking(uses(PLANTED), browsers)}
    return [
        f"{path.name}: {line}"
        for path in PLANTED
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (str(path), number) not in seen and not line.startswith("/")
    ]


if __name__ == "__main__":
    main()
