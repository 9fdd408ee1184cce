"""A rating as 国办发〔2019〕51号 names it: a grade with its code and name, and a channel."""

import datetime
from zoneinfo import ZoneInfo

GRADE_NAMES = {"5": "非常满意", "4": "满意", "3": "基本满意", "2": "不满意", "1": "非常不满意"}
CHANNELS = {"screen": "窗口平板", "phone": "手机扫码", "paper": "纸质表单"}
COLUMNS = (
    "id", "branch", "branch_name", "item_code", "item_name", "channel", "channel_name",
    "grade_code", "grade_name", "rated_at", "day", "reasons", "clerk", "withdrawn",
)  # fmt: skip


def as_row(
    *, event_id: str, branch: str, branch_name: str, item: str, item_name: str, entry: str,
    mark: str, at: int, zone: str, day: str, reasons: str, clerk: str, withdrawn: bool,
) -> dict[str, str | bool | list[str]]:  # fmt: skip
    """A rating by the names of COLUMNS. `at` is UTC ms, shown as the hall's `zone` has it;
    `reasons` are codes between commas."""
    ticked = [one for one in reasons.split(",") if one]
    values = (
        event_id, branch, branch_name, item, item_name, entry, CHANNELS.get(entry, entry),
        mark, GRADE_NAMES.get(mark, ""), moment(at, zone), day, ticked, clerk, withdrawn,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def moment(at: int, zone: str) -> str:
    """A moment (UTC ms) in RFC 3339, as the hall's zone has it."""
    return datetime.datetime.fromtimestamp(at // 1000, ZoneInfo(zone)).isoformat()
