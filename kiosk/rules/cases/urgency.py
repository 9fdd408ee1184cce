"""Which cases come first, whatever their date: those in which someone could be hurt.

A customer who smells gas may choose another topic, or none. A word too many puts a case first that
could have waited; a word too few leaves a leak for tomorrow.
"""

import re

from kiosk.rules.input.folding import fold

_DANGERS = re.compile(
    r"[煤燃然]气.{0,4}[味漏泄]|[漏泄跑]气|有?异味|气味.{0,3}[大浓重刺]|臭鸡蛋|泄漏|泄露的?气"
    r"|着火|起火|火灾|爆炸|爆燃|中毒|一氧化碳|头晕|漏电|触电|电线.{0,4}[断落]|冒烟|烧焦"
    r"|\b(?:gas|leak\w*|smell\w*|fire|smoke|explo\w+|burn\w*|electric shock|carbon monoxide)\b",
    re.I,
)
_NO_DANGER = re.compile(r"\bgas (?:bill|fee|price|card|meter|company|hall)s?\b", re.I)


def is_urgent(urgent_topic: bool, text: str) -> bool:
    """Whether a case can't wait: by its topic, or by what the customer wrote."""
    said = _NO_DANGER.sub(" ", fold(text))
    return urgent_topic or bool(_DANGERS.search(said))
