"""Tables and releases, as staff hand them in and publish them."""

import datetime
import re

from flask.testing import FlaskClient

from tests.cast import HERE
from tests.web.cast import hand_in


def clerks_table(*more: str, day: str = "2026-12-01") -> bytes:
    lines = ["工号,名称,网点,生效日期", f"0900,周雪,{HERE},{day}", *more]
    return "\n".join(lines).encode("gb18030")


def proposed(browser: FlaskClient, day: str = "2026-12-01", name: str = "周雪") -> str:
    """Hands in a clerk; returns the path of the release to look at."""
    table = f"工号,名称,网点,生效日期\n0900,{name},{HERE},{day}\n"
    return str(hand_in(browser, "clerk", table.encode()).request.path)


def state(browser: FlaskClient, path: str) -> str:
    found = re.search(r"<strong>(待发布|已发布|已放弃|已撤回)</strong>", browser.get(path).text)
    assert found is not None
    return found.group(1)


TABLE = (
    "编号,标题,文号,项目,计价单位,价格,计费公式,生效日期\n"
    "box,信箱租用,宁邮〔2026〕3号,信箱,元/月,{price},flat {price},{day}\n"
)


def release(browser: FlaskClient, price: str, day: datetime.date) -> str:
    """Hands in, looks, publishes; returns the release's path."""
    shown = hand_in(browser, "fees", TABLE.format(price=price, day=day).encode("gb18030"))
    assert "信箱租用" in shown.text and "/releases/" in shown.request.path
    assert browser.post(f"{shown.request.path}/publish").status_code == 303
    return str(shown.request.path)
