"""Feedback as a table: one row each, in batches, whoever it is about."""

from flask.testing import FlaskClient

from kiosk.records.feedback import lists
from kiosk.web.desk import downloads
from tests.cast import HERE, LI, Machine
from tests.records.feedback.cast import rate


def test_every_row_has_a_cell_under_each_head(hall: Machine, manager: FlaskClient, monkeypatch):
    monkeypatch.setattr(downloads, "AT_ONCE", 2)
    for n in range(1, 6):
        rate(hall, n, "1" if n % 2 else "5", LI)
    with hall.app("desk").test_request_context():
        heads = downloads.heads()
        rows = list(downloads.rows(lists.every(hall.db, branch=HERE)))
    assert len(rows) == 5 and {len(row) for row in rows} == {len(heads)}
    assert [row[3] for row in rows].count("非常不满意") == 3
    assert {row[12] for row in rows} == {"待处理", ""}
