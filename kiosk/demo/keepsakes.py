"""What a hall of the demo keeps: numbers of diaries, notable deeds and an issue of them, and
nominations that wait for the panel."""

import datetime
from random import Random

from kiosk.demo.hall import Hall, key
from kiosk.ground.db import Database
from kiosk.records.ledger.writing import Author
from kiosk.records.recognition.diary import counts
from kiosk.records.recognition.diary.store import DiaryCount
from kiosk.records.recognition.registers import entries, issues, nominations
from kiosk.records.recognition.registers.entries import New
from kiosk.vocabulary.facts import DIARY_MARKS

DEEDS = (
    ("暴雨那天，一位老人来交费时鞋全湿了，便找来拖鞋和热水，又骑车把老人送回家，回来接着上班。",
     "先照顾人，再办业务。"),
    ("连续三天帮一位看不懂账单的顾客逐笔核对，最后发现是表装反了，退回多收的126元。",
     "多算一遍，比多解释十遍有用。"),
    ("发现一位阿姨要给陌生人转账交“燃气保证金”，劝住了她，陪她报警。",
     "窗口也是防诈骗的一道门。"),
)  # fmt: skip
"""What was done, and what others learn from it."""
CONSENTED = 2
"""The deeds whose clerks have consented."""
WHY = (
    "顾客因为停气情绪激动，在窗口独自解释了四十分钟，没有一句重话，最后当天恢复了供气。",
    "把常被问到的十二个问题写成一张大字纸，贴在自助机旁，排队的人少了一半。",
)


def keep(hall: Hall) -> None:
    """A hall's diaries in the last three months, three deeds, of which two can be read, and two
    nominations; all of yesterday."""
    manager = hall.staff(hall.manager, hall.at(1, 10))
    staff = [badge for badge in hall.roster if badge != hall.manager]
    _count(hall.db, hall.staff(hall.manager, hall.at(1, 9)))
    ids = [key("deed", hall.branch, number) for number in range(len(DEEDS))]
    for number, (entry, said) in enumerate(zip(ids, DEEDS, strict=True)):
        clerk = staff[number % len(staff)]
        entries.enter(hall.db, manager, entry, New("deeds", clerk, said))
        if number < CONSENTED:
            own = hall.staff(clerk, hall.at(1, 11))
            entries.say(hall.db, own, key("consent", hall.branch, number), entry, True)
    made, month = key("issue", hall.branch), manager.day
    issues.make(hall.db, manager, made, 1, month, ids[:CONSENTED])
    for number, why in enumerate(WHY):
        clerk, by = staff[number % len(staff)], staff[(number + 1) % len(staff)]
        author, form = hall.staff(by, hall.at(1, 15)), key("nomination", hall.branch, number)
        nominations.nominate(hall.db, author, form, nominations.New(clerk, "seen", "", why))


def _count(db: Database, author: Author) -> None:
    """Entries that were let be counted, reported as the machine does it each month."""
    dice, month = Random(f"diaries {author.branch}"), author.day.replace(day=1)
    with db.writing():
        for _ in range(3):
            month = (month - datetime.timedelta(1)).replace(day=1)
            for mark in DIARY_MARKS:
                row = {"branch": author.branch, "month": month, "mark": mark}
                db.run(DiaryCount.insert(row | {"n": dice.randint(2, 14)}))
        counts.report(db, author._replace(role="machine", by=""))
