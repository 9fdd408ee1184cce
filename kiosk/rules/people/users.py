"""Head office's users: how they are called, and what can be done with whom."""

import base64
import re
from typing import Literal, get_args

from kiosk.rules.input.folding import fold

State = Literal["active", "waiting", "blocked", "removed"]
"""`waiting`: another person drew the password, and a further one has not confirmed it yet."""
Step = Literal["confirm", "block", "unblock", "remove"]
STEPS: tuple[Step, ...] = get_args(Step)
THEN: dict[Step, State] = {
    "confirm": "active",
    "block": "blocked",
    "unblock": "active",
    "remove": "removed",
}
"""The state after each step."""
_FROM: dict[Step, tuple[State, ...]] = {
    "confirm": ("waiting",),
    "block": ("active", "waiting"),
    "unblock": ("blocked",),
    "remove": ("active", "waiting", "blocked"),
}
SHAPE = re.compile(r"[\w.-]{1,40}")


def folded(typed: str) -> str:
    """A user's name as it is stored: in half width and small letters, so that no two users look
    alike."""
    return fold(typed).lower()


def password(drawn: bytes) -> str:
    """Ten drawn bytes as a password: 16 letters and digits, in groups that can be copied from a
    screen."""
    word = base64.b32encode(drawn[:10]).decode().lower()
    return "-".join(word[at : at + 4] for at in range(0, 16, 4))


LEAST, MOST = 12, 200
"""Characters of a password that a user chooses."""


def chosen(password: str, again: str, name: str) -> str | None:
    """The code of what is wrong with a password that a user chooses, typed twice; None for
    nothing."""
    if not LEAST <= len(password) <= MOST or len(set(password)) < 5:
        return "odd_password"
    if name in password.lower():
        return "named_password"
    return None if password == again else "two_passwords"


def well_formed(name: str) -> bool:
    """Whether a folded name can be given to a user: letters, digits and . _ - alone."""
    return SHAPE.fullmatch(name) is not None


def possible(state: State) -> tuple[Step, ...]:
    """The steps that a user in this state can be taken through."""
    return tuple(step for step in STEPS if state in _FROM[step])


def refused(step: Step, state: State, *, own: bool, others: int, drew: bool) -> str | None:
    """The code of the refusal, None if the step can be taken.

    `own`: the user acts on herself; `others`: how many other users are active; `drew`: the acting
    person drew the password that is to be confirmed.
    """
    if state not in _FROM[step]:
        return "user_not_now"
    if own and step in ("block", "remove"):
        return "own_user"
    if step in ("block", "remove") and state == "active" and others == 0:
        return "last_user"
    if step == "confirm" and (drew or own):
        return "second_person"
    return None
