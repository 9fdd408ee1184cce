"""What the demo's halls are filled with.

The counts are those of the 5P source (S2): in 2014 eighty clerks were given
1356 cards by customers. Company, names, faces and comments are invented; dice
with a fixed seed spread them, so that every demo is the same.
"""

import datetime
from collections.abc import Iterable
from random import Random

from kiosk.files import drawings
from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Branch, Clerk, Publication
from kiosk.vocabulary.facts import CARD_KINDS

Person = tuple[str, str, int]
"""Name, name in English, and the seed of a face that suits it."""

FROM = datetime.date(2014, 1, 1)
CARDS_2014 = {
    "polite": 271,
    "patient": 281,
    "positive": 263,
    "passionate": 311,
    "professional": 230,
}
SEED = 2014
CLERKS_A_HALL = 8
HALLS = (
    ("皇姑", "Huanggu"), ("铁西", "Tiexi"), ("大东", "Dadong"), ("和平", "Heping"),
    ("沈河", "Shenhe"), ("浑南", "Hunnan"), ("于洪", "Yuhong"), ("苏家屯", "Sujiatun"),
    ("沈北新区", "Shenbei"), ("辽中", "Liaozhong"),
)  # fmt: skip
SURNAMES = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"),
    ("杨", "Yang"), ("赵", "Zhao"), ("黄", "Huang"), ("周", "Zhou"), ("吴", "Wu"),
    ("徐", "Xu"), ("孙", "Sun"), ("马", "Ma"), ("朱", "Zhu"), ("郭", "Guo"), ("何", "He"),
)  # fmt: skip
WOMEN = (
    ("芳", "Fang"), ("敏", "Min"), ("静", "Jing"), ("丽", "Li"), ("艳", "Yan"),
    ("娟", "Juan"), ("秀兰", "Xiulan"), ("晓梅", "Xiaomei"), ("雪", "Xue"),
    ("婷婷", "Tingting"), ("海燕", "Haiyan"), ("玉珍", "Yuzhen"),
)  # fmt: skip
MEN = (
    ("强", "Qiang"), ("磊", "Lei"), ("勇", "Yong"), ("建国", "Jianguo"),
    ("志明", "Zhiming"), ("文博", "Wenbo"), ("天宇", "Tianyu"), ("海洋", "Haiyang"),
)  # fmt: skip
COMMENTS = {
    "polite": ("一进门就微笑问好，心里很暖。", "说话客气，听着舒服。"),
    "patient": ("我耳朵不好，她讲了三遍都没急。", "陪老人一步一步把卡补好了。"),
    "positive": ("主动帮我查了用气明细。", "没等我开口就来帮忙了。"),
    "passionate": ("大冷天给我倒了杯热水。", "快下班了还是热情办完。"),
    "professional": ("过户手续讲得清清楚楚，一次办好。", "一看就知道是哪儿的问题。"),
}


def branch_id(number: int) -> str:
    """Hall 0 of 10 as a branch id."""
    return f"sb{number + 1:02}"


def badge(number: int) -> str:
    """Clerk 0 of 80 as a badge number with a leading zero, as halls print them."""
    return f"0{101 + number}"


def is_manager(number: int) -> bool:
    """The last clerk of each hall is in charge of it."""
    return number % CLERKS_A_HALL == CLERKS_A_HALL - 1


def branches() -> list[Publication]:
    """Ten branches, in force since 2014."""
    return [
        Publication(
            branch_id(number),
            Branch(
                name=f"{name}分公司",
                hall=f"{name}营业厅",
                organisation="沈北燃气",
                name_en=f"{english} branch",
                hall_en=f"{english} service hall",
                organisation_en="Shenbei Gas",
            ),
            FROM,
        )
        for number, (name, english) in enumerate(HALLS)
    ]


def people() -> list[Person]:
    """Eighty invented names, each with the seed of a face that suits it: the
    drawn faces of even seeds are women's, of odd ones men's."""
    names = [
        (surname + given, f"{surname_en} {given_en}", male)
        for surname, surname_en in SURNAMES
        for male, group in enumerate((WOMEN, MEN))
        for given, given_en in group
    ]
    chosen = Random(SEED).sample(names, len(HALLS) * CLERKS_A_HALL)
    return [(name, english, 2 * i + male) for i, (name, english, male) in enumerate(chosen)]


def clerks(db: Database, people: Iterable[Person]) -> list[Publication]:
    """Their documents, each with a drawn portrait that is stored at once."""
    return [
        Publication(
            badge(number),
            Clerk(
                name=name,
                name_en=english,
                branch=branch_id(number // CLERKS_A_HALL),
                group="adviser" if number % CLERKS_A_HALL >= 6 else "cashier",
                portrait=documents.store_blob(db, drawings.portrait(face)),
                manager=is_manager(number),
            ),
            FROM,
        )
        for number, (name, english, face) in enumerate(people)
    ]


def cards_of_2014() -> dict[str, list[list[str]]]:
    """1356 rows of date, badge, kind, giver, comment by branch: some clerks are
    thanked more than others, Sundays less than Fridays, spring more than July."""
    dice = Random(SEED)
    people = [badge(number) for number in range(len(HALLS) * CLERKS_A_HALL)]
    liked = [dice.lognormvariate(0, 0.5) for _ in people]
    days = [FROM + datetime.timedelta(n) for n in range(365)]
    busy = [(0.4, 1)[day.weekday() < 6] * (0.7, 1)[day.month not in (7, 8)] for day in days]
    rows: dict[str, list[list[str]]] = {branch_id(n): [] for n in range(len(HALLS))}
    for kind, wanted in CARDS_2014.items():
        leaning = [weight * dice.uniform(0.6, 1.4) for weight in liked]
        drawn = dice.choices(range(len(people)), leaning, k=wanted)
        for clerk, day in zip(drawn, dice.choices(days, busy, k=wanted), strict=True):
            comment = dice.choice(COMMENTS[kind]) if dice.random() < 0.08 else ""
            row = [day.isoformat(), people[clerk], kind, "customer", comment]
            rows[branch_id(clerk // CLERKS_A_HALL)].append(row)
    for some in rows.values():
        some.sort()
    return rows


def recent(today: datetime.date) -> list[list[str]]:
    """The first hall's last 30 days, colleagues' and superiors' cards among them."""
    dice = Random(SEED + 1)
    rows = []
    for back in range(30, 0, -1):
        day = today - datetime.timedelta(back)
        for _ in range(dice.randint(1, 5)):
            kind = dice.choice(CARD_KINDS)
            giver = dice.choices(("customer", "colleague", "superior"), (8, 1, 1))[0]
            comment = dice.choice(COMMENTS[kind]) if dice.random() < 0.3 else ""
            rows.append(
                [day.isoformat(), badge(dice.randrange(CLERKS_A_HALL)), kind, giver, comment]
            )
    return rows
