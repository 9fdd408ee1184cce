"""The comparison as a table to download."""

import csv
import io

from flask.testing import FlaskClient

from tests.cast import HERE, LI, WANG, Machine
from tests.records.reports.cast import tallied


def test_the_table_opens_in_excel(head: FlaskClient, office: Machine):
    today = office.today()
    tallied(office.db, HERE, WANG, today, {"5": 990, "1": 10, "polite": 3, "served": 10})
    tallied(office.db, HERE, LI, today, {"5": 29})
    data = head.get(f"/compare/table.csv?branch={HERE}").data.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(data))
    assert heads[:3] == ["工号", "名称", "评价次数"]
    by_badge = {row[0]: row for row in rows}
    wang, li = by_badge[WANG], by_badge[LI]
    assert wang[:7] == [WANG, "王芳", "1000", "99.0%", "98.2%", "99.5%", "不排名次"]
    assert wang[-4:] == ["3", "10", "30.0", "7.3"]
    assert li[6:9] == ["样本不足", "", ""] and li[-4:] == [""] * 4
    assert len({len(row) for row in (heads, *rows)}) == 1
    assert head.get("/compare/table.xlsx").data.startswith(b"PK")
    assert head.get("/compare/table.exe").status_code == 404
