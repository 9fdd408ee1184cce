"""What a hall of the demo keeps: numbers of diaries, notable deeds and an issue of them,
nominations that wait for the panel, ideas of the staff, and a call for help."""

import datetime
from random import Random

from kiosk.demo.hall import Hall, key
from kiosk.ground.db import Database
from kiosk.records.ledger.writing import Author
from kiosk.records.recognition.diary import counts
from kiosk.records.recognition.diary.store import DiaryCount
from kiosk.records.recognition.registers import entries, issues, nominations
from kiosk.records.recognition.registers.entries import New
from kiosk.records.tasks import ideas, support
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
IDEAS = (
    ("填单台放三副老花镜",
     "不少老人忘带眼镜，填单要问好几遍。填单台放三种度数的老花镜，用完放回，每天下班清点。"),
    ("把大厅的玻璃门换成自动门", "推轮椅、抱孩子的顾客推门不方便，换成自动门，进出都省力。"),
    ("缴费高峰前给排队的顾客发办事提示卡",
     "月底排队的人里，一半是来问怎么在手机上交费的。排队时先发提示卡，能自助的不用等。"),
)  # fmt: skip
"""Titles and words; the first is adopted, the second rejected, the third new."""
WORRY = "孩子下月高考，爱人出差，晚班之后没有人接，想换两周早班，不好意思开口。"
NO_DOOR = "换自动门要改消防疏散口，须先报消防部门；今年先请引导员帮忙推门，明年随大厅改造一起报。"


def keep(hall: Hall) -> None:
    """A hall's diaries in the last three months, three deeds, of which two can be read, two
    nominations, and three ideas; all of yesterday and the days before."""
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
    _ideas(hall, staff)
    _call_for_help(hall, staff[-1])


def _ideas(hall: Hall, staff: list[str]) -> None:
    ids = [key("idea", hall.branch, number) for number in range(len(IDEAS))]
    for number, (idea_id, said) in enumerate(zip(ids, IDEAS, strict=True)):
        author = hall.staff(staff[number % len(staff)], hall.at(4 - number, 17))
        ideas.write(hall.db, author, idea_id, ideas.New(*said, ""))
    manager = hall.staff(hall.manager, hall.at(1, 9))
    due = manager.day + datetime.timedelta(14)
    steps = (
        ideas.Step("adopted", "简单又实在，就从本周开始。", staff[0], due),
        ideas.Step("declined", NO_DOOR),
    )
    for number, step in enumerate(steps):
        ideas.move(hall.db, manager, key("answer", hall.branch, number), ids[number], step)


def _call_for_help(hall: Hall, badge: str) -> None:
    """Two days ago, where both the manager and head office can read it."""
    author, form = hall.staff(badge, hall.at(2, 18)), key("call", hall.branch)
    if "both" in support.levels(hall.db, author):
        salt = bytes.fromhex(key("salt", hall.branch))
        support.ask(hall.db, author, hall.keys, form, support.New("family", WORRY, "both"), salt)


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
