"""Charts on pages: drawn where the unit runs, a table in their place where it does not."""

from flask import render_template_string

from kiosk.web.office.figures import charts
from tests.cast import Machine
from tests.files.charts import cast
from tests.web.cast import words

PAGE = """{% from "frame/macros/charts.html" import chart with context %}
{% call chart(drawn, "标题<", "说明") %}<table></table>{% endcall %}"""


def shown(office: Machine) -> str:
    with office.app("office").test_request_context("/"):
        return render_template_string(PAGE, drawn=charts.drawn(cast.SPEC))


def test_a_chart_is_part_of_the_page_with_its_table_below(office: Machine):
    with cast.unit() as path:
        office.config.charts = str(path)
        page = shown(office)
    assert 'role="img" aria-label="标题&lt;：说明"' in page
    assert ">周</text>" in page and "<svg" in page and "style=" not in page
    assert "<details>" in page and "<table>" in page


def test_without_the_unit_the_page_shows_the_table(office: Machine):
    page = shown(office)
    assert "图暂时画不出，数据见下表" in words(page)
    assert "<svg" not in page and "<details open>" in page and "<table>" in page
