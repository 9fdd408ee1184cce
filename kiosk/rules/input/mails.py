"""E-mail addresses as people type them."""

import re

LONGEST = 254
_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)+"
)


def is_mail(text: str) -> bool:
    """Whether it has the shape of an e-mail address."""
    return len(text) <= LONGEST and _MAIL.fullmatch(text) is not None
