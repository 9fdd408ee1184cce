"""Which cases can't wait."""

import pytest

from kiosk.rules.cases import urgency


@pytest.mark.parametrize(
    "text",
    ["楼道里有煤气味", "闻到燃气的味道", "家里好像漏气了", "厨房有股臭鸡蛋味", "阀门处泄漏",
     "大厅插座冒烟", "天然气　泄漏", "I smell gas in the stairwell", "There is a LEAK"],
)  # fmt: skip
def test_what_someone_could_be_hurt_by_comes_first(text: str):
    assert urgency.is_urgent(False, text)


@pytest.mark.parametrize(
    "text",
    ["", "等了一小时", "燃气费怎么算", "天然气价格太贵", "希望多放几把椅子", "谢谢王芳，很耐心",
     "生气了，态度不好", "How is the gas bill computed?"],
)  # fmt: skip
def test_what_can_wait_does(text: str):
    assert not urgency.is_urgent(False, text)
    assert urgency.is_urgent(True, text), "unless its topic can't"
