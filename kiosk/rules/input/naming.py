"""Names of a hall's staff, and of customers who give their own, hidden in texts that everyone can
read (P29).

What is stored never changes. Names are looked for as people write them: in full, without the
surname, as a surname with a title (李师傅, 小李, 姓李的), in pinyin, by the badge number.
docs/people.md says what can't be found: other characters of the same sound, nicknames,
descriptions.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kiosk.rules.input.masking import apart, plainly

_COMPOUND = frozenset((
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "夏侯", "诸葛", "尉迟", "公孙",
    "慕容", "司徒", "令狐", "宇文", "长孙", "皇甫", "轩辕", "呼延",
))  # fmt: skip
"""Surnames of two characters."""
_TITLES = (
    "(?:师傅|师父|小姐|女士|先生|同志|老师|阿姨|叔叔|姑娘|大姐|大哥|大叔|大爷|大妈|姐姐|哥哥|妹妹"
    "|(?:副)?(?:经理|主任|主管|科长|股长|组长|班长|站长|所长|局长|厅长|店长|队长|部长|处长)"
    "|会计|出纳|营业员|收费员|柜员|服务员|客服|工作人员|某某|某|姐|哥|妹|弟|姨|叔"
    "|工(?![作资人具程业厂单期])|总(?![共计数额部是之体]))"
)
_BEFORE = {"小": "时心区学孩票事", "老": "师年人板百", "阿": ""}
"""What is written before a surname, and what is no surname after it."""
_ENGLISH_TITLES = r"(?:MR|MRS|MS|MISS|MADAM|MASTER|MANAGER)\.? ?"
_GAP = r"[ \-.·・•*]{0,3}"
_LATIN = re.compile(r"[A-Z']+")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
)
_OWN_NAME = re.compile(
    rf"(?:我叫|本人叫|我的名字[是叫]|名叫|姓名[: ]{{0,2}}|署名[: ]{{0,2}}|落款[: ]{{0,2}})"
    rf"(?P<name>(?:{'|'.join(sorted(_COMPOUND))}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}})"
)
"""How people give their own name: a surname that many have, and one or two characters."""


class Person(NamedTuple):
    """A member of staff, as published."""

    name: str
    name_en: str = ""
    badge: str = ""


class Names:
    """The names of a hall's staff, compiled once, to be hidden in many texts."""

    def __init__(self, staff: Iterable[Person]) -> None:
        people = list(staff)
        patterns = [*_chinese(people), *_english(people), *_badges(people)]
        self._staff = [re.compile(one) for one in patterns]

    def hidden(self, text: str, colleague: str, customer: str) -> str:
        """The text with each name of staff replaced by `colleague`, and a name that its writer
        gives as the own one by `customer`."""
        plain, places = plainly(text)
        staff = apart(found.span() for one in self._staff for found in one.finditer(plain))
        own = [found.span("name") for found in _OWN_NAME.finditer(plain)]
        free = [one for one in own if not any(_meet(one, other) for other in staff)]
        spans = sorted([(*one, colleague) for one in staff] + [(*one, customer) for one in free])
        shown, at = [], 0
        for first, last, instead in spans:
            shown += [text[at : places[first]], instead]
            at = places[last]
        return "".join(shown) + text[at:]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def parted(name: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name without signs in it."""
    cut = 2 if len(name) > 2 and name[:2] in _COMPOUND else 1
    return name[:cut], name[cut:]


def _chinese(people: Iterable[Person]) -> Iterator[str]:
    """Full names, what follows the surname, and surnames with what people put around them."""
    whole, surnames = set(), set()
    for person in people:
        parts = _HAN.findall(plainly(person.name)[0])
        surname, given = parted("".join(parts))
        surnames.add(surname)
        whole.add(_GAP.join(map(re.escape, "".join(parts))) if len(surname + given) > 1 else "")
        whole |= {re.escape(one) for one in (given, *parts) if len(one) > 1}
        whole |= {2 * re.escape(given)} if len(given) == 1 else set()
    if names := _any(whole):
        yield f"{names}(?:{_GAP}{_TITLES})?"
    if names := _any({re.escape(one) for one in surnames}):
        yield f"{names}{_GAP}{_TITLES}"
        yield f"(?<![我敝贵])姓{names}的?"
    for before, other in _BEFORE.items():
        if names := _any({re.escape(one) for one in surnames if one not in other}):
            yield f"{before}{names}(?:{_GAP}{_TITLES})?"


def _english(people: Iterable[Person]) -> Iterator[str]:
    """Names in Latin letters, in either order, and each part of them after a title."""
    whole, single = set(), set()
    for name in {plainly(name)[0] for one in people for name in (one.name_en, one.name)}:
        parts = [re.escape(part) for part in _LATIN.findall(name)]
        if len("".join(parts)) > 2:
            whole |= {_GAP.join(parts), _GAP.join(parts[::-1])}
            single |= set(parts)
    if names := _any(whole):
        yield f"(?<![A-Z]){names}(?![A-Z])"
        yield f"(?<![A-Z]){_ENGLISH_TITLES}{_any(single)}(?![A-Z])"


def _badges(people: Iterable[Person]) -> Iterator[str]:
    known = {re.escape(badge) for one in people if len(badge := plainly(one.badge)[0]) > 2}
    if badges := _any(known):
        yield f"(?<![0-9A-Z]){badges}(?![0-9A-Z])"


def _any(patterns: Iterable[str]) -> str:
    """Any of these, the longest first; '' for none."""
    known = sorted(filter(None, patterns), key=lambda one: (-len(one), one))
    return f"(?:{'|'.join(known)})" if known else ""
