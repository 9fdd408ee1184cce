"""When a hall is open (营业时间)."""


def is_open(opens: str, closes: str, now: str) -> bool:
    """Whether the hall is open at this local time; all three like 08:30. Without hours it always
    is; from 20:00 to 04:00 it is open over midnight."""
    if not opens or not closes:
        return True
    if opens <= closes:
        return opens <= now < closes
    return now >= opens or now < closes
