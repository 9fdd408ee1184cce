"""Moments as machines and tables write them."""

import pytest

from kiosk.rules.input import moments
from tests.cast import NOON


@pytest.mark.parametrize(
    "written",
    ["2026-11-21T12:00:00+08:00", "2026-11-21T12:00+08:00", "2026-11-21T04:00:00Z",
     "2026-11-20T23:30:00.999-04:30"],
)  # fmt: skip
def test_a_stamp_says_one_moment_wherever_it_was_written(written: str):
    assert moments.stamp(written) == NOON


@pytest.mark.parametrize(
    "written",
    ["", "2026-11-21T12:00:00", "2026-11-21 12:00:00+08:00", "2026-11-21T24:00:00+08:00",
     "2026-02-30T12:00:00+08:00", "2026-11-21T12:00:00+15:00", "1795233600",
     "２０２６-11-21T12:00Z",
     "9999-11-21T12:00Z", "2026-11-21T12:00:00Z" + "0" * 40, "0000-01-01T00:00Z"],
)  # fmt: skip
def test_what_is_no_stamp_is_refused(written: str):
    with pytest.raises(moments.NotAMoment):
        moments.stamp(written)


@pytest.mark.parametrize(
    "written", ["2026-11-21 12:00", "2026/11/21 12:00:00",
                "２０２６－１１－２１　12：00", "2026年11月21日 12:00"]
)  # fmt: skip
def test_a_tables_moment_is_the_halls_clock(written: str):
    assert moments.local(written, "Asia/Shanghai") == NOON
    assert moments.local(written, "UTC") == NOON + 8 * 3_600_000


@pytest.mark.parametrize("written", ["", "2026-11-21", "12:00", "昨天 12:00", "2026-11-21 25:00"])
def test_what_is_no_moment_is_refused(written: str):
    with pytest.raises(moments.NotAMoment):
        moments.local(written, "Asia/Shanghai")
