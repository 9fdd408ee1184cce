"""The demo's tables: without a fault, each clerk with a face, one manager a branch."""

from collections import Counter

from kiosk.demo import published
from kiosk.records.publishing import documents
from tests.demo.conftest import Company


def test_all_tables_are_published_and_every_clerk_has_a_face(company: Company):
    staff = published.clerks(company.office.db)
    assert len(staff) == 80 and list(staff) == sorted(staff)
    assert len({clerk.portrait for clerk in staff.values()}) == 80
    assert len(documents.by_key(company.office.db, "branch")) == 10
    managers = Counter(clerk.branch for clerk in staff.values() if clerk.manager)
    assert set(managers.values()) == {1} and len(managers) == 10
    assert documents.blob(company.office.db, staff["0101"].portrait) is not None
