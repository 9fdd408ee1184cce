"""Rows of a table, read as the documents to be published.

One row is one document, or one line of a fee schedule, guide, scheme, standard, rulebook or
question bank; rows with the same key and in-force date belong together. Pure: rows in, publications
or faults out, and back again; `read(write(x))` is x.

Over the line limit: reading and writing belong together.
"""

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kiosk.rules.input import days
from kiosk.rules.input.folding import fold
from kiosk.rules.input.keys import Known
from kiosk.rules.publishing import fee_lines
from kiosk.rules.publishing.fee_lines import pair
from kiosk.rules.publishing.in_force import of_scopes
from kiosk.rules.publishing.scopes import SCOPED, Place, Scoped, for_place, parted, tree
from kiosk.rules.spreadsheets import (
    figure_lines,
    question_lines,
    register_lines,
    scheme_lines,
    standard_lines,
)
from kiosk.rules.spreadsheets.cells import NONE, YES, CellReader
from kiosk.rules.spreadsheets.columns import (
    CASES,
    GRADES,
    GROUPS,
    HEADERS,
    LAYOUTS,
    PARTS,
    Fault,
    Row,
)
from kiosk.vocabulary import documents
from kiosk.vocabulary.alerts import EVENTS, EVERYWHERE, TOLD
from kiosk.vocabulary.documents import AnyContent, Publication, Said, Version
from kiosk.vocabulary.schemes import FIGURES, MEASURED

MOST_ADDRESS = 52
"""Most characters of the address in a signed receipt, whose QR code then has version 9 at most."""
_SERVER = re.compile(
    r"(https://[a-z0-9-]+(\.[a-z0-9-]+)+|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?/?"
)
SINGLE_PARTS = ("limit", "fee", "window")
_FIGURES = {
    fold(said): code for code, word in (FIGURES | MEASURED).items() for said in (code, word)
}


def read(
    kind: str,
    rows: Sequence[Row],
    branches: Mapping[str, str],
    known: Mapping[str, AnyContent | None],
    seen: Callable[[int, int], None] = lambda _done, _all: None,
    roles: Mapping[str, str] = {},
    figures: Mapping[str, str] = {},
    badges: Collection[str] = (),
    windows: Collection[str] = (),
    bases: Mapping[str, Mapping[str, Sequence[Version]]] = {},
) -> tuple[list[Publication], list[Fault]]:
    """The publications in a table, and every fault in it.

    `branches` are the existing branch ids with their regions, `known` the newest contents by key:
    pictures, which no table holds, are kept from there. `seen(done, all)` reports progress in rows.
    `roles` are the published role groups and `figures` the imported figures, code by word; `badges`
    are those of all clerks, `windows` the keys of all windows; `bases` the versions of all
    documents that questions can rest on, by kind and key with scope.
    """
    reader = _Reader(kind, branches, known.keys(), roles)
    reader.figures |= {fold(word): code for word, code in figures.items()}
    reader.badges = Known(badges)
    reader.windows = windows
    reader.bases = bases
    groups: dict[tuple[str, datetime.date | str], list[Row]] = {}
    for row in map(reader.tidied, rows):
        day = reader.day(row, "in_force") or row.cells.get("in_force", "")
        groups.setdefault((reader.key(row), day), []).append(row)
    made, judged = [], 0
    for (key, day), some in groups.items():
        content = reader.content(some)
        if isinstance(day, datetime.date) and content is not None:
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


class _Reader(CellReader):
    """Reads rows of one kind as contents."""

    def __init__(
        self,
        kind: str,
        branches: Mapping[str, str],
        keys: Collection[str],
        roles: Mapping[str, str],
    ) -> None:
        super().__init__(kind, branches, keys)
        self.regions_of = branches
        self.regions = set(tree(branches.values()))
        self.bases: Mapping[str, Mapping[str, Sequence[Version]]] = {}
        fixed = {chinese: code for code, chinese in GROUPS.items()}
        self.roles = {**fixed, **roles}
        self.figures = _FIGURES.copy()
        self.badges = Known(())
        self.windows: Collection[str] = ()

    def key(self, row: Row) -> str:
        key = super().key(row)
        if self.kind == "target":
            key = self.figure_code(key) or key
        return Scoped(key, *self.scope(row)).full if self.kind in SCOPED else key

    def scope(self, row: Row) -> tuple[str, str]:
        """The region and the branch of a row, at most one of them."""
        region, branch = self.region(row), self.place(row)
        if region and branch:
            self.fault(row, "branch", "two_scopes")
        return region, branch

    def versions_of(self, row: Row, kind: str, key: str) -> Sequence[Sequence[Version]]:
        """The versions of a document, of each of its scopes for the halls of a row, the narrowest
        first."""
        region, branch = self.scope(row)
        where = Place(branch, region or self.regions_of.get(branch, ""))
        known = self.bases.get(kind, {})
        return [known[full] for full in for_place(known, where).get(key, ())]

    def version_of(
        self, row: Row, some: Sequence[Sequence[Version]], since: datetime.date | None
    ) -> Version | None:
        """Of these, the version in force from a day; else the one in force on the row's own."""
        try:
            own = days.day(row.cells.get("in_force", ""))
        except days.NotADay:  # a fault of its own
            return None
        return of_scopes(some, own, since)

    def region(self, row: Row) -> str:
        region = self.text(row, "region")
        if region and region not in self.regions:
            self.fault(row, "region", "no_region")
        return region

    def place(self, row: Row) -> str:
        branch = self.text(row, "branch")
        if branch and branch not in self.branches:
            self.fault(row, "branch", "no_branch")
        return branch

    def content(self, rows: list[Row]) -> AnyContent | None:
        """The document of these rows, or None if it can't be made."""
        first = rows[0]
        ended = [self.ended(row) for row in rows]
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
                    region=self.path(row, "region"), phone=self.phone(row),
                    receipt_days=self.number(row, "receipt_days", 0, 365, 0),
                )  # fmt: skip
            case "clerk":
                role = self.group(row)
                return documents.Clerk(
                    name=self.text(row, "name"), name_en=self.text(row, "name_en"),
                    branch=self.place(row), group="adviser" if role == "adviser" else "cashier",
                    star=self.number(row, "star", 0, 5, 0), manager=self.yes(row, "manager"),
                    role="" if role in GROUPS else role,
                )  # fmt: skip
            case "window":
                return documents.Window(
                    branch=self.place(row), number=self.text(row, "number"),
                    name=self.said(row, "name"),
                )  # fmt: skip
            case "service":
                return documents.Service(name=self.said(row, "name"))
            case "topic":
                return documents.Topic(
                    name=self.said(row, "name"), cases=self.cases(row),
                    safety=self.yes(row, "safety"), order=self.order(row),
                )  # fmt: skip
            case "reason":
                return documents.Reason(
                    name=self.said(row, "name"),
                    grades="all" if self.coded(row, "grades", GRADES, "low") == "all" else "low",
                    order=self.order(row),
                )
            case "deed":
                return documents.Deed(name=self.said(row, "name"), order=self.order(row))
            case "group":
                return documents.Group(name=self.said(row, "name"), order=self.order(row))
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
                below = self.yes(row, "pause_below")
                return documents.Policy(
                    stale_days=self.number(row, "stale_days", 1, 365, 7),
                    contact_days=self.number(row, "contact_days", 0, 3650, 90),
                    contact_most_days=self.number(
                        row, "contact_most_days", 1, documents.MOST_DAYS, 180
                    ),
                    responsible=self.text(row, "responsible"),
                    responsible_en=self.text(row, "responsible_en"),
                    colleague_cards=self.number(
                        row, "colleague_cards", 0, documents.MOST_COLLEAGUE_CARDS, 3
                    ),
                    pause_minutes=self.number(row, "pause_minutes", 1, 60, 5),
                    pause_most=self.number(row, "pause_most", 0, 20, 2),
                    pause_waiting=self.number(row, "pause_waiting", 1 if below else 0, 999, 5),
                    pause_below=below,
                    arrival_minutes=self.number(row, "arrival_minutes", 0, 240, 30),
                    weekly_meeting=self.number(row, "weekly_meeting", 1, 7, 1),
                    quiz_questions=self.number(
                        row, "quiz_questions", 0, documents.MOST_QUIZ_QUESTIONS, 10
                    ),
                    receipt_days=self.number(row, "receipt_days", 1, 365, 3),
                    receipt_url=self.address(row, "receipt_url"),
                    satisfied_target=self.number(row, "satisfied_target", 0, 100, 0),
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
            case "alerts":
                return self.alerts(row)
            case "scheme":
                return scheme_lines.read(self, rows)
            case "figure":
                return figure_lines.read(self, rows)
            case "target":
                return figure_lines.read_target(self, rows)
            case "standard":
                return standard_lines.read(self, rows)
            case "rulebook":
                return standard_lines.read_rulebook(self, rows)
            case "register":
                return register_lines.read(self, row)
            case "support":
                return documents.Support(
                    name=self.said(row, "name"),
                    phone=self.phone(row),
                    second_phone=self.phone(row, "second_phone"),
                    text=self.said(row, "text"),
                    helper=self.text(row, "helper"),
                )
            case "questions":
                return question_lines.read(self, rows)
        return None

    def alerts(self, row: Row) -> documents.AlertPolicy:
        if row.cells.get("key") != documents.ALERTS:
            self.fault(row, "key", "odd_key")
        told: dict[str, Any] = {
            event: self.several(row, event, TOLD, EVERYWHERE) for event in EVENTS
        }
        quiet = {name: self.clock(row, name) for name in ("quiet_from", "quiet_to")}
        for name, said in quiet.items():
            if any(quiet.values()) and not said and not row.cells.get(name):
                self.fault(row, name, "empty_cell")
        hours = self.number(row, "silent_hours", 1, 720, 24)
        return documents.AlertPolicy(**told | quiet, silent_hours=hours)

    def zone(self, row: Row) -> str:
        said = self.text(row, "zone") or documents.DEFAULT_ZONE
        try:
            ZoneInfo(said)
        except (ValueError, OSError, LookupError):
            self.fault(row, "zone", "no_zone")
        return said

    def phone(self, row: Row, column: str = "phone") -> str:
        said = self.text(row, column)
        if said and not re.fullmatch(r"[0-9 ()+-]{3,24}", said):
            self.fault(row, column, "bad_phone")
        return said

    def address(self, row: Row, column: str) -> str:
        """An address of a server and nothing after it, short enough for a small QR code; encrypted,
        or on this machine."""
        said = self.text(row, column)
        if said and not _SERVER.fullmatch(said):
            self.fault(row, column, "bad_address")
        elif len(said) > MOST_ADDRESS:
            self.fault(row, column, "long_cell")
        return said.rstrip("/")

    def group(self, row: Row) -> str:
        """The code of a role group, given by its code or by its word."""
        said = self.text(row, "group") or "cashier"
        codes = self.roles.values()
        code = self.roles.get(said, said if said in codes else said.lower())
        if code not in codes:
            self.fault(row, "group", "no_group")
        return code

    def badge(self, row: Row) -> str:
        """A clerk's badge, '' for none, with the zeros that a spreadsheet dropped."""
        said = self.text(row, "badge")
        meant = self.badges.meant(said)
        if said and len(meant) != 1:
            self.fault(row, "badge", "ambiguous_key" if meant else "no_clerk", "、".join(meant[:5]))
        return meant[0] if len(meant) == 1 else said

    def window(self, row: Row) -> str:
        """The number of one of the branch's windows, '' for none."""
        said, branch = self.text(row, "number"), self.text(row, "branch")
        known = Known(key.partition("/")[2] for key in self.windows if key.startswith(f"{branch}/"))
        meant = known.meant(said) if said else []
        if said and len(meant) != 1:
            self.fault(row, "number", "unknown_number")
        return meant[0] if len(meant) == 1 else said

    def figure_code(self, said: str) -> str:
        """The code of a figure, given by its code or by its word; '' if there is none."""
        return self.figures.get(fold(said)) or self.figures.get(fold(said).lower(), "")

    def order(self, row: Row) -> int:
        return self.number(row, "order", 0, 9_999, 0)

    def cases(self, row: Row) -> tuple[Any, ...]:
        """Kinds of cases, in their fixed order; none if they are all meant."""
        codes = {chinese: code for code, chinese in CASES.items()}
        said = re.findall(r"[^\s,，、;；]+", self.text(row, "cases"))
        found = {codes.get(one, one.lower()) for one in said}
        if found - set(CASES):
            self.fault(row, "cases", "bad_cases")
        return () if found >= set(CASES) else tuple(one for one in CASES if one in found)

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
        case documents.Scheme():
            return scheme_lines.write(content)
        case documents.Measured():
            return figure_lines.write(content)
        case documents.Target():
            return figure_lines.write_target(content)
        case documents.Standard():
            return standard_lines.write(content)
        case documents.Rulebook():
            return standard_lines.write_rulebook(content)
        case documents.Register():
            return register_lines.write(content)
        case documents.Questions():
            return question_lines.write(content)
    line: dict[str, str] = {}
    for column, value in msgspec.structs.asdict(content).items():
        if isinstance(value, Said):
            line |= pair(column, value)
        elif column in EVENTS:
            line[column] = "、".join(TOLD[one] for one in value) or NONE
        elif column in HEADERS:
            line[column] = "" if value is None else str(value)
    if isinstance(content, documents.Clerk):
        line["group"] = GROUPS.get(content.group_code, content.group_code)
        line["manager"] = YES[0] if content.manager else ""
    if isinstance(content, documents.Policy):
        line["pause_below"] = YES[0] if content.pause_below else ""
    if isinstance(content, documents.Topic):
        line["cases"] = " ".join(CASES[one] for one in content.cases)
        line["safety"] = YES[0] if content.safety else ""
    if isinstance(content, documents.Reason):
        line["grades"] = GRADES[content.grades]
    if isinstance(content, documents.Deadline | documents.Workday):
        line["working"] = "是" if content.working else "否"
    return [line]
