"""Numbers as a person sees them in a spreadsheet."""

import pytest

from kiosk.files import formats


@pytest.mark.parametrize(
    "stored, code, shown",
    [
        ("2.7499999999999996", "General", "2.75"), ("3.3000000000000003", "General", "3.3"),
        ("101", "General", "101"), ("1E-3", "General", "0.001"), ("1e5", "General", "100000"),
        ("2.5", "0.00", "2.50"), ("2.7499999999999996", "0.00", "2.75"), ("0", "0.00", "0.00"),
        ("5.0000000000000001E-3", "0.0%", "0.5%"), ("0.5", "0%", "50%"), ("-2.5", "0.00", "-2.50"),
        ("317", "0000", "0317"), ("1234.5", "#,##0.00", "1,234.50"),
        ("1234567", "#,##0", "1,234,567"),
        ("2.5", '"¥"#,##0.00;"¥"\\-#,##0.00', "¥2.50"), ("2.5", "[$¥-804]0.00", "¥2.50"),
        ("2.5", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ', "¥2.50"), ("3", '0"级"', "3级"),
        ("2.5", '0.0#" 元"', "2.5 元"), ("2.25", "0.0##", "2.25"), ("2.5", "@", "2.5"),
        ("2.5", "[Red]0.00", "2.50"), ("12", "# ?/?", "12"), ("1200", "0.00E+00", "1200"),
        ("0.5", "", "0.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_seen(stored: str, code: str, shown: str):
    found = formats.value(stored, code, False)
    assert (found.sort, found.shown) == ("number", shown)


@pytest.mark.parametrize(
    "stored, code, sort, shown",
    [
        ("2.756", "0.00", "rounded", "2.76"), ("0.005", "0%", "rounded", "1%"),
        ("123456789012345678", "General", "long", "123456789012345678"),
        ("1e999", "General", "long", "1e999"), ("5.55E-17", "0.00", "long", "5.55E-17"),
        ("46027", "yyyy-mm-dd", "day", "2026-01-05"),
        ("46027", 'yyyy"年"m"月"d"日"', "day", "2026-01-05"),
        ("46027", "[$-804]aaaa;@", "day", "2026-01-05"),
        ("46027.5", "yyyy/m/d", "moment", "2026-01-05 12:00:00"),
        ("0.4", "h:mm", "moment", "0.4"), ("0.4", "[h]:mm", "moment", "0.4"),
        ("1e300", "m/d", "moment", "1E+300"),
        ("NaN", "General", "error", "NaN"), ("9" * 50, "0", "error", "9" * 20),
    ],
)  # fmt: skip
def test_a_number_that_is_something_else_says_so(stored: str, code: str, sort: str, shown: str):
    found = formats.value(stored, code, False)
    assert (found.sort, found.shown) == (sort, shown)


def test_the_exact_value_goes_along():
    assert formats.value("2.756", "0.00", False).exact == "2.756"
    assert formats.value("1234.5", "#,##0.00", False).exact == "1234.5"


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    assert formats.value("44565", "yyyy-mm-dd", True).shown == "2026-01-05"


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 45, 50, 58])
def test_chinese_dates_without_a_code_are_dates(number: int):
    assert formats.is_dated(formats.BUILT_IN[number])


def test_words_in_a_format_are_no_dates():
    for code in ('0"days"', "General", "[Red]0", "\\d0", "0%", "[$-804]General"):
        assert not formats.is_dated(code), code
