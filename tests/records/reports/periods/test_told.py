"""What surrounds a report's figures."""

import datetime

from kiosk.records.feedback import cards, handling
from kiosk.records.reports.periods import told
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.parts import Comment, Of
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k

NOVEMBER = Of("month", spans.of("month", datetime.date(2026, 11, 1)))


def test_comments_are_quoted_once_a_person_has_read_them(hall: Machine, office: Machine):
    for n, badge in enumerate((WANG, LI)):
        visitor = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, visitor, k(n + 1), badge, "polite", f"谢谢{n}")
    handling.handle(hall.db, desk(hall), k(9), k(2), "noted", "")
    sync_round(hall, office)
    found = told.read(office.db, NOVEMBER, office.today())
    assert found.comments == [Comment(HERE, datetime.date(2026, 11, 21), "polite", "谢谢1")]
    assert list(found.halls) == [HERE, THERE] and found.names[HERE].name == "皇姑分公司"
    assert found.first == found.names[HERE]
    found = told.read(office.db, NOVEMBER._replace(scope=THERE), office.today())
    assert found.comments == [] and list(found.halls) == [THERE]
