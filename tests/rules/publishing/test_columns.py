"""A table's columns, by whatever they are called."""

from kiosk.rules.publishing.columns import missing_columns, names


def test_headers_are_understood_in_both_languages():
    assert names(["工号*", "name", " 网点 * ", "颜色"]) == ("badge", "name", "branch", "")
    assert (
        names(["生效日期", "执行日期", "计费公式", "算法"]) == ("in_force",) * 2 + ("tariff",) * 2
    )
    assert missing_columns("clerk", ("badge", "name")) == ("branch", "in_force")
