"""A hall shows what is for it, and of one document the narrowest."""

import datetime
from collections.abc import Callable

import pytest

from kiosk.records.publishing import documents, in_halls, manifests
from kiosk.rules.publishing.scopes import Scoped
from kiosk.vocabulary.documents import Ended, Notice, Publication, Said, Service
from tests.cast import HERE, NORTH, THERE, Machine, sync_round
from tests.records.publishing.cast import service

ONE = datetime.timedelta(1)


def publish(office: Machine, *wanted: Publication) -> None:
    documents.publish(office.db, wanted, "anna", office.time().utc)


def shown(hall: Machine, day: datetime.date) -> str | None:
    found = in_halls.read(hall.db, "service", "wash", day)
    return found.name.zh if isinstance(found, Service) else None


def in_scope(name: str, day: datetime.date, **scope: str) -> Publication:
    return service(name, day, Scoped("wash", **scope).full)


def test_the_narrower_wins_from_its_day_until_it_ends(office: Machine, hall: Machine):
    day = office.today()
    region, branch = Scoped("wash", region=NORTH), Scoped("wash", branch=HERE)
    publish(
        office,
        in_scope("到处", day - ONE),
        in_scope("城北", day, region=NORTH),
        in_scope("本厅", day + ONE, branch=HERE),
        Publication(branch.full, Ended(), day + 2 * ONE, "service"),
        Publication(region.full, Ended(), day + 3 * ONE, "service"),
    )
    sync_round(hall, office)
    assert [shown(hall, day + n * ONE) for n in range(-2, 4)] == [
        None, "到处", "城北", "本厅", "城北", "到处",
    ]  # fmt: skip
    line = in_halls.line(hall.db, "service", "wash", day)
    assert [(one.key, one.in_force - day) for one in line] == [
        ("wash", -ONE), (region.full, 0 * ONE), (branch.full, ONE), (region.full, 2 * ONE),
        ("wash", 3 * ONE),
    ]  # fmt: skip


def test_other_halls_never_hear_of_it(
    office: Machine, hall: Machine, another_hall: Callable[[str, str], Machine]
):
    day, other_hall = office.today(), another_hall("other", THERE)
    publish(office, in_scope("城北", day, region=NORTH), in_scope("铁西", day, branch=THERE))
    for one in (hall, other_hall):
        sync_round(one, office)
    assert shown(hall, day) == "城北" and shown(other_hall, day) == "铁西"
    for machine, foreign in ((hall, "branch."), (other_hall, "region.")):
        assert [key for key in documents.by_key(machine.db, "service") if foreign in key] == []


def test_a_hall_that_moves_to_another_region_shows_that_ones(office: Machine, hall: Machine):
    day = office.today()
    now = documents.read(office.db, "branch", HERE, day)
    assert now is not None
    publish(office, in_scope("城北", day, region=NORTH), in_scope("城东", day, region="城东"))
    moved = type(now)(**{f: getattr(now, f) for f in now.__struct_fields__} | {"region": "城东"})
    publish(office, Publication(HERE, moved, day + ONE))
    sync_round(hall, office)
    assert [shown(hall, day), shown(hall, day + ONE)] == ["城北", "城东"]


def test_a_manifest_lists_what_is_for_the_branch_alone(office: Machine):
    day = office.today()
    publish(office, *(in_scope(region, day, region=region) for region in (NORTH, "城西", "城东")))
    made = manifests.manifest_for(office.db, HERE, office.keys, office.time().utc)
    listed = {one.key for one in manifests.decode_manifest(made.body).documents}
    assert {key for key in listed if "@" in key} == {Scoped("wash", region=NORTH).full}


@pytest.mark.parametrize(
    ("scope", "is_shown"),
    [({}, True), ({"branch": HERE}, True), ({"region": NORTH}, True), ({"region": "城西"}, False)],
)
def test_notices_are_shown_where_they_belong_until_their_day(
    office: Machine, hall: Machine, scope: dict[str, str], is_shown: bool
):
    day = office.today()
    said = Notice(title=Said("停气"), text=Said("周六"), until=day + ONE, **scope)
    publish(office, Publication("gas", said, day))
    sync_round(hall, office)
    seen = [len(in_halls.notices(hall.db, day + n * ONE)) for n in range(3)]
    assert seen == ([1, 1, 0] if is_shown else [0, 0, 0])
