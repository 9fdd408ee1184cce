"""Every address at head office, as each role and as no one: what is not declared is refused."""

import contextlib
from pathlib import Path

from kiosk.rules.people import access
from kiosk.rules.people.roles import EVERYWHERE, ROLES, Reach
from kiosk.web.frame import scope, signed_in
from tests.cast import HERE
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.input import hall_and_office
from tests.web.frame.test_scope import addresses, expected, refused

REACHES = {"all halls": EVERYWHERE, "one hall": Reach(branches=frozenset({HERE}))}
DOOR = "/sign-in"
"""Where someone who is not signed in is led."""


def every_role_everywhere(folder: Path) -> Outcome:
    """Each role, for all halls and for one, at every address by every method."""
    tried, through = 0, []
    with hall_and_office(folder) as (_, office):
        for role in ROLES:
            for reach, of in REACHES.items():
                found = refused(office, role, of)
                must = expected(office.app("office"), role, of.is_all)
                tried += len(must)
                through += [
                    f"{role}, {reach}: {method} {path} {found.get((endpoint, method, path))}"
                    for (endpoint, method, path), code in must.items()
                    if found.get((endpoint, method, path)) != code
                ]
    return Outcome(tried, through)


def no_one_everywhere(folder: Path) -> Outcome:
    """Someone who never signed in, at every address that is not declared open."""
    tried, through = 0, []
    with hall_and_office(folder) as (_, office):
        browser = office.browser("office")
        for endpoint, method, path, _named in addresses(browser.application):
            if endpoint in access.OPEN:
                continue
            tried += 1
            answer = browser.open(path, method=method, data={"key": "e" * 32})
            if (answer.status_code, answer.location) != (303, DOOR):
                through.append(f"{method} {path}: {answer.status_code} {answer.location}")
    return Outcome(tried, through)


def everything_open() -> contextlib.AbstractContextManager[None]:
    """The table is not asked."""
    return replaced((scope, "_refused", lambda _endpoint, _named: None))


def no_door() -> contextlib.AbstractContextManager[None]:
    """No one is asked to sign in."""
    return replaced((signed_in, "required", lambda: None), (scope, "_refused", lambda *_: None))


ATTACKS = (
    Attack("every role at every address", every_role_everywhere, everything_open),
    Attack("no one at every address", no_one_everywhere, no_door),
)
