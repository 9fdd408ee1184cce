"""A table of head office's users: what its rows say, what is wrong in them, and what they change.

A user who is not in the table stays as he or she is; only a row that says so ends one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from kiosk.rules.input.folding import fold
from kiosk.rules.input.mails import is_mail
from kiosk.rules.people import users as rule
from kiosk.rules.people.roles import ROLES, Reach, Role, reach
from kiosk.rules.spreadsheets.cells import UNKEPT
from kiosk.rules.spreadsheets.columns import Fault, Row, together
from kiosk.rules.spreadsheets.tables import Form, Table
from kiosk.vocabulary.refusals import Refusal

ROW_LIMIT = 500
"""Most rows in a file, so that its links can be handed over by one person."""
NAME_LIMIT = 40
HEADERS = {
    "name": "用户名", "called": "姓名", "mail": "电子邮件", "role": "角色",
    "reach": "负责的区域或网点", "ended": "停用",
}  # fmt: skip
NEEDED = ("name", "role", "reach")
"""Columns that must be there: without the last one, a table would give everyone all halls."""
FORM = Form(
    {name: name for name in HEADERS} | {said: name for name, said in HEADERS.items()},
    NEEDED,
    truths=frozenset(("ended",)),
    most=ROW_LIMIT,
)
"""What such a table can look like."""
ROLE_WORDS: dict[Role, str] = {
    "admin": "管理员", "region": "区域负责人", "inspector": "检查员", "supervisor": "社会监督员",
    "viewer": "查阅人员", "auditor": "审计人员",
}  # fmt: skip
"""What a table calls the roles; their codes are understood as well."""
_CODES = {word: code for code, word in ROLE_WORDS.items()} | {code: code for code in ROLES}
_ENDED = {"是": True, "否": False, "": False}


class Said(msgspec.Struct, frozen=True):
    """What a row says of a user; `called` and `mail` are None where the table has no such column.
    `reach` is as it is stored."""

    line: int
    name: str
    role: str
    reach: str
    called: str | None = None
    mail: str | None = None
    ended: bool = False


class Known(NamedTuple):
    """A user whom there is."""

    state: str
    role: str
    reach: str
    called: str
    mail: str

    @property
    def is_admin(self) -> bool:
        """Whether this user can sign in and do everything, everywhere."""
        return (self.state, self.role, self.reach) == ("active", "admin", "")


What = Literal["new", "changed", "ended", "same"]


class Change(NamedTuple):
    """What a row changes: the user as the table wants it, and as it is, None for a new one."""

    what: What
    said: Said
    after: Known
    before: Known | None


# Reading -----------------------------------------------------------------------------


def read(table: Table, reach_of: Callable[[str], Reach]) -> tuple[list[Said], list[Fault]]:
    """The rows that can be read, and the faults of the others. `reach_of` finds the places that a
    cell names; it raises Refusal."""
    rows: list[Said] = []
    faults: list[Fault] = []
    for row in table.rows:
        said, wrong = _row(row, reach_of)
        rows += [said] if said else []
        faults += wrong
    return rows, together(table.faults, [*faults, *_twice(rows)])


def _row(row: Row, reach_of: Callable[[str], Reach]) -> tuple[Said | None, list[Fault]]:
    faults: list[Fault] = []

    def fault(column: str, code: str) -> None:
        faults.append(Fault(row.number, column, code, row.cells.get(column, "")[:40]))

    cells = {column: fold(said) for column, said in row.cells.items()}
    for column, text in row.cells.items():
        if UNKEPT.search(text):
            fault(column, "odd_character")
    name = rule.folded(cells["name"])
    if not rule.well_formed(name):
        fault("name", "odd_key" if name else "empty_cell")
    role = _CODES.get(cells["role"].lower())
    if role is None:
        fault("role", "bad_role" if cells["role"] else "empty_cell")
    called, mail = cells.get("called"), cells.get("mail")
    if called is not None and len(called) > NAME_LIMIT:
        fault("called", "long_cell")
    if mail and not is_mail(mail):
        fault("mail", "bad_mail")
    ended = _ENDED.get(cells.get("ended", ""))
    if ended is None:
        fault("ended", "bad_ended")
    places = ""
    try:
        places = reach_of(cells["reach"]).stored
    except Refusal as refusal:
        fault("reach", refusal.code)
    if faults or role is None or ended is None:
        return None, faults
    mail = mail.lower() if mail is not None else None
    return Said(row.number, name, role, places, called, mail, ended), []


def _twice(rows: Sequence[Said]) -> list[Fault]:
    """A fault for each row that names a user or an address which another row names, too."""
    names, mails = Counter(one.name for one in rows), Counter(one.mail for one in rows if one.mail)
    found = [
        Fault(one.line, "name", "double_user", one.name) for one in rows if names[one.name] > 1
    ]
    return found + [
        Fault(one.line, "mail", "double_mail", one.mail)
        for one in rows
        if one.mail and mails[one.mail] > 1
    ]


# Comparing ---------------------------------------------------------------------------


def compared(
    rows: Iterable[Said], known: Mapping[str, Known], me: str, waits: bool = False
) -> tuple[list[Change], list[Fault]]:
    """What the rows change, and the faults of those that can't be carried out. `me` acts, '' for
    the command line; a new user `waits` where another person must confirm it."""
    changes = [_change(one, known.get(one.name), waits) for one in rows]
    faults = [fault for one in changes if (fault := _refused(one, me)) is not None]
    after = dict(known) | {one.said.name: one.after for one in changes}
    faults += _mails(changes, after)
    if not faults and not any(one.is_admin for one in after.values()):
        taken = [one for one in changes if one.before is not None and one.before.is_admin]
        faults += [
            _fault(one, "ended" if one.said.ended else "role", "last_admin") for one in taken
        ]
    return changes, faults


def _change(said: Said, before: Known | None, waits: bool) -> Change:
    if before is None:
        state = "waiting" if waits else "active"
        after = Known(state, said.role, said.reach, said.called or "", said.mail or "")
        return Change("new", said, after, None)
    after = Known(
        "blocked" if said.ended else before.state,
        said.role,
        said.reach,
        before.called if said.called is None else said.called,
        before.mail if said.mail is None else said.mail,
    )
    if after.state != before.state:
        return Change("ended", said, after, before)
    return Change("same" if after == before else "changed", said, after, before)


def _refused(change: Change, me: str) -> Fault | None:
    said, before = change.said, change.before
    if before is None:
        return _fault(change, "ended", "ended_unknown") if said.ended else None
    if before.state == "removed":
        return _fault(change, "name", "removed_user")
    if before.state == "blocked" and not said.ended:
        return _fault(change, "ended", "blocked_user")
    rights = ("state", "role", "reach")
    if said.name == me and any(
        getattr(before, one) != getattr(change.after, one) for one in rights
    ):
        return _fault(change, "name", "own_row")
    return None


def _mails(changes: Iterable[Change], after: Mapping[str, Known]) -> list[Fault]:
    """A fault for each row whose address belongs to another user."""
    owners = Counter(one.mail for one in after.values() if one.mail and one.state != "removed")
    return [_fault(one, "mail", "double_mail") for one in changes if owners[one.after.mail] > 1]


def _fault(change: Change, column: str, code: str) -> Fault:
    said = change.said
    values = {"name": said.name, "role": said.role, "mail": said.mail or ""}
    return Fault(said.line, column, code, values.get(column, "是" if said.ended else ""))


# Writing -----------------------------------------------------------------------------


def cells(name: str, user: Known) -> dict[str, str]:
    """A user as a row of the table."""
    return {
        "name": name,
        "called": user.called,
        "mail": user.mail,
        "role": ROLE_WORDS.get(user.role, user.role),  # type: ignore[call-overload]
        "reach": "、".join(reach(user.reach).places),
        "ended": "是" if user.state == "blocked" else "",
    }
