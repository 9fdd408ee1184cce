"""Rows of a table, read as the documents to be published.

One row is one document, or one line of a fee schedule or guide; rows with the same key and
in-force date belong together. Pure: rows in, publications or faults out, and back again;
`read(write(x))` is x.

Over the line limit: reading and writing belong together.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from kiosk.rules.publishing import fee_lines
from kiosk.rules.publishing.columns import GROUPS, HEADERS, LAYOUTS, PARTS, Fault, Row
from kiosk.rules.publishing.fee_lines import pair
from kiosk.rules.publishing.scopes import SCOPED, Scoped, parted
from kiosk.vocabulary import documents
from kiosk.vocabulary.documents import AnyContent, Publication, Said

LIMIT = 200
"""Most characters in a cell; columns in LONG can hold ten times as many."""
LONG = ("text", "text_en", "tariff")
SINGLE_PARTS = ("limit", "fee", "window")
YES = ("是", "yes", "1", "true")
NO = ("", "否", "no", "0", "false")


def read(
    kind: str,
    rows: Sequence[Row],
    branches: Mapping[str, str],
    known: Mapping[str, AnyContent],
    seen: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[list[Publication], list[Fault]]:
    """The publications in a table, and every fault in it.

    `branches` are the existing branch ids with their regions, `known` the newest contents by key:
    pictures, which no table holds, are kept from there. `seen(done, all)` reports progress in rows.
    """
    reader = _Reader(kind, branches)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = reader.key(row)
        groups.setdefault((key, row.cells.get("in_force", "")), []).append(row)
    made, judged = [], 0
    for (key, _), some in groups.items():
        day, content = reader.day(some[0], "in_force"), reader.content(some)
        if day is not None and content is not None:
            made.append(Publication(key, _keep_pictures(content, known.get(key)), day, kind))
        judged += len(some)
        seen(judged, len(rows))
    return made, sorted(set(reader.faults))


def _keep_pictures(content: AnyContent, before: AnyContent | None) -> AnyContent:
    match content, before:
        case documents.Clerk(), documents.Clerk():
            return msgspec.structs.replace(
                content, portrait=before.portrait, portrait_2x=before.portrait_2x
            )
        case documents.Branch(), documents.Branch():
            return msgspec.structs.replace(content, logo=before.logo)
    return content


class _Reader:
    """Reads rows of one kind and collects every fault."""

    def __init__(self, kind: str, branches: Mapping[str, str]) -> None:
        self.kind, self.layout, self.branches = kind, LAYOUTS[kind], branches
        self.faults: list[Fault] = []

    def fault(self, row: Row, column: str, code: str) -> None:
        self.faults.append(Fault(row.number, column, code, row.cells.get(column, "")[:40]))

    def text(self, row: Row, column: str) -> str:
        said = row.cells.get(column, "").strip()
        if len(said) > LIMIT * (10 if column in LONG else 1):
            self.fault(row, column, "long_cell")
        if not said and column in (*self.layout.key, *self.layout.needed):
            self.fault(row, column, "empty_cell")
        return said

    def said(self, row: Row, column: str) -> Said:
        return Said(self.text(row, column), self.text(row, f"{column}_en"))

    def key(self, row: Row) -> str:
        key = "/".join(self.name(row, column) for column in self.layout.key)
        return Scoped(key, *self.scope(row)).full if self.kind in SCOPED else key

    def name(self, row: Row, column: str) -> str:
        """A name that other documents can refer to."""
        said = self.text(row, column)
        if said and not re.fullmatch(r"[\w.-]{1,40}", said):
            self.fault(row, column, "odd_key")
        return said

    def scope(self, row: Row) -> tuple[str, str]:
        """The region and the branch of a row, at most one of them."""
        region, branch = self.region(row), self.place(row)
        if region and branch:
            self.fault(row, "branch", "two_scopes")
        return region, branch

    def region(self, row: Row) -> str:
        region = self.text(row, "region")
        if region and region not in self.branches.values():
            self.fault(row, "region", "no_region")
        return region

    def day(self, row: Row, column: str) -> datetime.date | None:
        said = row.cells.get(column, "").strip()
        try:
            return datetime.date.fromisoformat(said.replace("/", "-"))
        except ValueError:
            self.fault(row, column, "bad_day" if said else "empty_cell")
            return None

    def number(self, row: Row, column: str, least: int, most: int, default: int) -> int:
        said = self.text(row, column)
        if not said:
            return default
        if not re.fullmatch(r"\d{1,4}", said) or not least <= int(said) <= most:
            self.fault(row, column, "bad_number")
            return default
        return int(said)

    def place(self, row: Row) -> str:
        branch = self.text(row, "branch")
        if branch and branch not in self.branches:
            self.fault(row, "branch", "no_branch")
        return branch

    def content(self, rows: list[Row]) -> AnyContent | None:
        """The document of these rows, or None if it can't be made."""
        first = rows[0]
        ended = [row.cells.get("ended", "").strip().lower() in (*YES, "停用") for row in rows]
        if any(ended):
            if not all(ended):
                self.fault(rows[ended.index(False)], "ended", "differs")
            return documents.Ended()
        for row in rows[1:]:
            if self.layout.shared:
                for column in self.layout.shared:
                    if row.cells.get(column, "").strip() != first.cells.get(column, "").strip():
                        self.fault(row, column, "differs")
            else:
                self.fault(row, self.layout.key[-1], "twice")
        return self._make(first, rows)

    def _make(self, row: Row, rows: list[Row]) -> AnyContent | None:
        match self.kind:
            case "branch":
                return documents.Branch(
                    name=self.text(row, "name"), hall=self.text(row, "hall"),
                    organisation=self.text(row, "organisation"),
                    name_en=self.text(row, "name_en"), hall_en=self.text(row, "hall_en"),
                    organisation_en=self.text(row, "organisation_en"), zone=self.zone(row),
                    region=self.name(row, "region"),
                )  # fmt: skip
            case "clerk":
                return documents.Clerk(
                    name=self.text(row, "name"), name_en=self.text(row, "name_en"),
                    branch=self.place(row), group=self.group(row),  # type: ignore[arg-type]
                    star=self.number(row, "star", 0, 5, 0), manager=self.yes(row, "manager"),
                )  # fmt: skip
            case "window":
                return documents.Window(
                    branch=self.place(row), number=self.text(row, "number"),
                    name=self.said(row, "name"),
                )  # fmt: skip
            case "service":
                return documents.Service(name=self.said(row, "name"))
            case "fees":
                return documents.Fees(
                    title=self.said(row, "title"), basis=self.said(row, "basis"),
                    items=fee_lines.read(self, rows), synonyms=self.synonyms(row),
                )  # fmt: skip
            case "guide":
                return self.guide(row, rows)
            case "notice":
                until = self.day(row, "until") if row.cells.get("until", "").strip() else None
                region, branch = self.scope(row)
                return documents.Notice(
                    title=self.said(row, "title"), text=self.said(row, "text"),
                    region=region, branch=branch, until=until,
                )  # fmt: skip
            case "policy":
                if row.cells.get("key") != documents.POLICY:
                    self.fault(row, "key", "odd_key")
                return documents.Policy(
                    stale_days=self.number(row, "stale_days", 1, 365, 7),
                    contact_days=self.number(row, "contact_days", 0, 3650, 90),
                    contact_most_days=self.number(
                        row, "contact_most_days", 1, documents.MOST_DAYS, 180
                    ),
                    responsible=self.text(row, "responsible"),
                    responsible_en=self.text(row, "responsible_en"),
                )
            case "deadline":
                if row.cells.get("key") not in documents.CLASSES:
                    self.fault(row, "key", "odd_class")
                return documents.Deadline(
                    days=self.number(row, "days", 1, 365, 1), working=self.yes(row, "working"),
                    basis=self.said(row, "basis"),
                )  # fmt: skip
            case "workday":
                if not re.fullmatch(r"20\d\d", row.cells.get("key", "").strip()):
                    self.day(row, "key")
                return documents.Workday(working=self.yes(row, "working"))
        return None

    def zone(self, row: Row) -> str:
        said = self.text(row, "zone") or documents.DEFAULT_ZONE
        try:
            ZoneInfo(said)
        except (ValueError, OSError, LookupError):
            self.fault(row, "zone", "no_zone")
        return said

    def group(self, row: Row) -> str:
        said = self.text(row, "group") or "cashier"
        code = {chinese: code for code, chinese in GROUPS.items()}.get(said, said.lower())
        if code not in GROUPS:
            self.fault(row, "group", "no_group")
        return code

    def yes(self, row: Row, column: str) -> bool:
        said = self.text(row, column).lower()
        if said not in (*YES, *NO):
            self.fault(row, column, "bad_yes")
        return said in YES

    def synonyms(self, row: Row) -> tuple[str, ...]:
        return tuple(re.findall(r"[^\s,，、;；]+", row.cells.get("synonyms", "")))

    def guide(self, first: Row, rows: list[Row]) -> documents.Guide:
        parts: dict[str, list[Said]] = {part: [] for part in PARTS}
        codes = {chinese: code for code, chinese in PARTS.items()}
        for row in rows:
            said = self.text(row, "part")
            code = codes.get(said, said.lower())
            if code not in PARTS:
                if said:
                    self.fault(row, "part", "no_part")
            elif code in SINGLE_PARTS and parts[code]:
                self.fault(row, "part", "twice")
            else:
                parts[code].append(self.said(row, "text"))
        for code in ("step", *SINGLE_PARTS):
            if not parts[code]:
                self.fault(first, "part", f"no_{code}")
        limit, fee, window = (next(iter(parts[code]), Said("")) for code in SINGLE_PARTS)
        return documents.Guide(
            title=self.said(first, "title"), steps=tuple(parts["step"]),
            papers=tuple(parts["paper"]), limit=limit, fee=fee, window=window,
            synonyms=self.synonyms(first),
        )  # fmt: skip


def write(publication: Publication) -> list[dict[str, str]]:
    """The rows that read as this publication."""
    kind = publication.of_kind
    one = parted(publication.key)
    keys = publication.key.split("/") if kind == "window" else [one.key]
    common = dict(zip(LAYOUTS[kind].key, keys, strict=True))
    if kind in SCOPED:
        common |= {"region": one.region, "branch": one.branch}
    common["in_force"] = publication.in_force.isoformat()
    return [{**common, **line} for line in _lines(publication.content)]


def _lines(content: AnyContent) -> list[dict[str, str]]:
    match content:
        case documents.Ended():
            return [{"ended": "是"}]
        case documents.Fees():
            head = {**pair("title", content.title), **pair("basis", content.basis),
                    "synonyms": " ".join(content.synonyms)}  # fmt: skip
            return [{**head, **line} for item in content.items for line in fee_lines.write(item)]
        case documents.Guide():
            head = {
                **pair("title", content.title),
                "synonyms": " ".join(content.synonyms),
            }
            said = [
                *(("step", one) for one in content.steps),
                *(("paper", one) for one in content.papers),
                ("limit", content.limit), ("fee", content.fee), ("window", content.window),
            ]  # fmt: skip
            return [{**head, "part": PARTS[part], **pair("text", one)} for part, one in said]
    line: dict[str, str] = {}
    for column, value in msgspec.structs.asdict(content).items():
        if isinstance(value, Said):
            line |= pair(column, value)
        elif column in HEADERS:
            line[column] = "" if value is None else str(value)
    if isinstance(content, documents.Clerk):
        line["group"] = GROUPS[content.group]
        line["manager"] = YES[0] if content.manager else ""
    if isinstance(content, documents.Deadline | documents.Workday):
        line["working"] = "是" if content.working else "否"
    return [line]
