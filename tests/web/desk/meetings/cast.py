"""A day, or a week, before the meeting: what its sheet tells of."""

import datetime
import io

import pypdf

from kiosk.records.cases import steps
from kiosk.records.feedback import cards, registers
from kiosk.records.learning.daily import Reviewed
from kiosk.records.recognition import morning
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.records.recognition.morning import FeeChange, Morning
from kiosk.rules.learning.questions import Share
from kiosk.vocabulary.documents import Clerk, Notice, Said
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit
from tests.records.cases.cast import accepted, desk, file, k
from tests.records.feedback.cast import rate, remark
from tests.records.learning.cast import question
from tests.records.recognition.mornings import term

DAY_MS = 86_400_000


def yesterday(hall: Machine, time: Time) -> str:
    """A card with words that name its clerk and a number, low grades of Wang and of the manager,
    and, three days before, a complaint about Wang on which Li works, and a question; returns the
    complaint's id."""
    case_id = accepted(hall, file(hall, 10))
    file(hall, 11, kind="question", badge="")
    time.pass_by(2 * DAY_MS)
    visitor = by_visit(hall.db, hall.time(), "v1")
    words = "谢谢王芳讲了三遍，我的电话13812345678"
    cards.give(hall.db, visitor, k(1), WANG, "patient", words)
    cards.give(hall.db, visitor, k(2), LI, "polite", "")
    rate(hall, 3, "1")
    remark(
        hall,
        3,
        key=k(503),
        reasons=["waited", "attitude"],
        comment="王芳让我等了一小时，请打13912345678",
    )
    rate(hall, 4, "2", MANAGER)
    remark(hall, 4, key=k(504), reasons=["fee"], comment="负责人没有来")
    time.pass_by(DAY_MS)
    return case_id


def text_of(pdf: bytes) -> str:
    """The text of a PDF of one page, without its blanks."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text().split())


def crowded(hall: Machine, letter: str) -> Morning:
    """200 low grades, 90 clerks with cards, 200 cases due: all of it with the longest words."""
    day = hall.today()
    row = hall.db.first(morning.FeedbackNow.select())
    case = hall.case(_question(hall))
    row.words, row.reasons = letter * 500, ",".join(6 * ["waited", "attitude", "unclear"])
    long = letter * 120
    roster = {f"{n:04}": Clerk(name=long, name_en=long, branch=HERE) for n in range(90)}
    opened = case.opened
    said = Said(letter * 200, letter * 200)
    return Morning(
        day=day,
        of=day - datetime.timedelta(1),
        cards={(badge, "polite"): 99_999 for badge in roster},
        story=row,
        low=[row] * 200,
        due=[case._replace(worker="0001", opened=opened)] * 200,
        fees=[FeeChange(said, day, False)] * 50,
        notices=[Notice(title=said, text=said)] * 50,
        roster=roster,
        question=Reviewed(question("1", text=letter * 200, answer=letter * 90), Share(90, 45, {})),
    )


def _question(hall: Machine) -> str:
    (row,) = hall.db.rows(morning.CaseNow.select().where(morning.CaseNow.kind == "question"))
    return str(row.case_id)


NAMED = "李师傅和王芳让我等，李敏说0318号不归她管。我叫赵大明，电话13912345678"
"""What a customer wrote: clerks' names, a badge, the own name and number."""


def week_before(hall: Machine, time: Time) -> None:
    """A week that the weekly meeting of Monday, 23 November looks back on: a card, a letter, a low
    grade, and a complaint that was answered and closed, each with names in its words."""
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(1), WANG, "patient", f"谢谢{NAMED}")
    rate(hall, 3, "1")
    remark(hall, 3, key=k(503), reasons=["waited"], comment=NAMED)
    registers.enter_praise(
        hall.db, desk(hall), k(5), "letter", LI, f"李敏送回失物，{NAMED}", hall.today()
    )
    case_id = accepted(hall, file(hall, 10, text=NAMED, badge=WANG))
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(12), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(13), "execution", "clerk", "已培训")
    actions.agree(hall.db, desk(hall), k(14), term(hall), LI, hall.today(), "李敏给王芳讲新流程")
    time.pass_by(2 * DAY_MS)
    own_lines.write(hall.db, desk(hall), k(15), term(hall), "表扬李敏")
