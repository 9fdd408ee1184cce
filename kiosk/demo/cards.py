"""Cards given on paper in the demo's halls.

The counts are those of the source of the 5P cards (docs/practices.md, S2): in 2014 customers
gave 1356 cards to eighty clerks. Comments are invented; the cards are spread by a random
generator with a fixed seed, so that every demo is the same.
"""

import datetime
from random import Random

from kiosk.demo.words import Deck
from kiosk.vocabulary.facts import CARD_KINDS

FROM = datetime.date(2014, 1, 1)
CARDS_2014 = {
    "polite": 271,
    "patient": 281,
    "positive": 263,
    "passionate": 311,
    "professional": 230,
}
SEED = 2014
COMMENTS = {
    "polite": ("一进门就微笑问好，心里很暖。", "说话客气，听着舒服。"),
    "patient": ("我耳朵不好，她讲了三遍都没急。", "陪老人一步一步把卡补好了。"),
    "positive": ("主动帮我查了用气明细。", "没等我开口就来帮忙了。"),
    "passionate": ("大冷天给我倒了杯热水。", "快下班了还是热情办完。"),
    "professional": ("过户手续讲得清清楚楚，一次办好。", "一看就知道是哪儿的问题。"),
}


def of_2014(clerks: list[tuple[str, str]]) -> dict[str, list[list[str]]]:
    """1356 rows of date, badge, kind, giver, comment, by branch. Some clerks get more than
    others; there are fewer on Sundays and in July and August. `clerks` are (badge, branch),
    ordered by badge."""
    dice = Random(SEED)
    liked = [dice.lognormvariate(0, 0.5) for _ in clerks]
    days = [FROM + datetime.timedelta(n) for n in range(365)]
    busy = [(0.4, 1)[day.weekday() < 6] * (0.7, 1)[day.month not in (7, 8)] for day in days]
    rows: dict[str, list[list[str]]] = {branch: [] for _, branch in clerks}
    for kind, wanted in CARDS_2014.items():
        leaning = [weight * dice.uniform(0.6, 1.4) for weight in liked]
        drawn = dice.choices(clerks, leaning, k=wanted)
        for (badge, branch), day in zip(drawn, dice.choices(days, busy, k=wanted), strict=True):
            comment = dice.choice(COMMENTS[kind]) if dice.random() < 0.08 else ""
            rows[branch].append([day.isoformat(), badge, kind, "customer", comment])
    for some in rows.values():
        some.sort()
    return rows


def recent(today: datetime.date, badges: list[str]) -> list[list[str]]:
    """Cards of the last 30 days for these clerks, some of them from colleagues and superiors."""
    dice = Random(f"recent {badges[0]}")
    deck, rows = Deck(dice), []
    for back in range(30, 0, -1):
        day = today - datetime.timedelta(back)
        for _ in range(dice.randint(1, 4)):
            kind = dice.choice(CARD_KINDS)
            (giver,) = dice.choices(("customer", "colleague", "superior"), (8, 1, 1))
            comment = deck.deal("card", kind) if dice.random() < 0.2 else ""
            rows.append([day.isoformat(), dice.choice(badges), kind, giver, comment])
    return rows
