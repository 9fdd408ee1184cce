"""Head office's roles, and the halls that a user is there for.

Which role opens which page is in `kiosk/rules/people/access.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from kiosk.rules.publishing.scopes import below, region_scope

Role = Literal["admin", "region", "inspector", "supervisor", "viewer", "auditor"]
"""`admin` does everything; `region` decides and answers for some halls; `inspector` reads what
customers said there; `supervisor` (社会监督员) reads figures and praise; `viewer` reads figures and
lists; `auditor` reads everything, the logs included, and changes nothing."""
ROLES: tuple[Role, ...] = get_args(Role)
MOST_PLACES = 200
"""Most regions and branches that one user can have."""
_REGION, _BRANCH = region_scope(""), "branch."


class Reach(NamedTuple):
    """The regions and the single branches that a user is there for; neither means all halls."""

    regions: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()

    @property
    def is_all(self) -> bool:
        return not self.regions and not self.branches

    @property
    def stored(self) -> str:
        """As one text, a line for each place; '' for all halls."""
        places = [_REGION + one for one in self.regions] + [_BRANCH + one for one in self.branches]
        return "\n".join(sorted(places))

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the regions and the ids of the branches, as a person types them."""
        return (*sorted(self.regions), *sorted(self.branches))


EVERYWHERE = Reach()


def reach(stored: str) -> Reach:
    """A reach that was stored. A line that this program does not know is a branch that no hall
    has: it opens nothing."""
    regions, branches = set(), set()
    for line in stored.splitlines():
        if line.startswith(_REGION):
            regions.add(line.removeprefix(_REGION))
        else:
            branches.add(line.removeprefix(_BRANCH))
    return Reach(frozenset(regions), frozenset(branches))


def halls(of: Reach, by_region: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """The branches that a reach comes to; None for all."""
    if of.is_all:
        return None
    within = (below(by_region, region) for region in of.regions)
    return of.branches.union(*within)
