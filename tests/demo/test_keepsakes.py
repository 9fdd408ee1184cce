"""What a hall of the demo keeps, once, however often it is begun."""

from kiosk.demo import keepsakes
from kiosk.demo.hall import Hall
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.diary import counts
from kiosk.records.recognition.registers import entries, issues
from kiosk.records.tasks import ideas
from tests.cast import HERE, Machine, sync_round
from tests.records.recognition.registers.cast import deeds, publish


def test_a_hall_has_deeds_an_issue_nominations_and_numbers(hall: Machine, office: Machine):
    publish(office, hall, readers="public")
    for _ in range(2):
        keepsakes.keep(Hall(hall.db, hall.keys, hall.time()))
    sync_round(hall, office)
    for machine in (hall, office):
        today = machine.today()
        kept = entries.listed(machine.db, "deeds", deeds(), today, [HERE])
        assert [one.consent for one in kept].count("yes") == keepsakes.CONSENTED < len(kept)
        (issue,) = issues.listed(machine.db, HERE, today)
        assert len(issue.stories) == keepsakes.CONSENTED
        assert len(counts.months(machine.db, [HERE], today)) == 3
        kinds = [row.kind for row in machine.db.rows(Ledger.select())]
        assert kinds.count("nominated") == len(keepsakes.WHY)
        states = [one.task.state for one in ideas.listed(machine.db, [HERE])]
        assert states == ["new", "declined", "adopted"]
    assert alarms.by_code(office.db) == {}
