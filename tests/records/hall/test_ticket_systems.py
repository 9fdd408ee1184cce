"""A ticket system's key: made and ended by the manager, kept as a hash, seen by head office."""

import pytest

from kiosk.records.hall import ticket_systems
from kiosk.records.hall.ticket_systems import AtWindow, QueueNow, TicketSystem
from kiosk.records.ledger import security_log
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, MANAGER, Machine, Time, by_machine, sync_round
from tests.tickets import SYSTEM, connect, kinds


def end(hall: Machine, badge: str = MANAGER, system: str = SYSTEM) -> None:
    ticket_systems.end(hall.db, authors.at_desk(hall.db, badge, hall.time()), FORM, system)


def test_a_system_is_connected_and_ended_and_head_office_sees_both(hall: Machine, office: Machine):
    key = connect(hall)
    assert connect(hall) == key, "the same form"
    assert ticket_systems.of_key(hall.db, HERE, key).name == "叫号机"
    end(hall)
    end(hall)
    with pytest.raises(Refusal, match="bad_api_key"):
        ticket_systems.of_key(hall.db, HERE, key)
    sync_round(hall, office)
    assert kinds(office) == ["ticket_system", "ticket_system"]
    actions = [row.action for row in security_log.every(hall.db)]
    assert actions.count("api_key_drawn") == actions.count("api_key_ended") == 1


def test_the_key_is_not_in_the_database(hall: Machine):
    key = connect(hall)
    (row,) = hall.db.rows(TicketSystem.select())
    assert key[4:] not in repr(row.__data__)
    for wrong in ("", row.key_hash, key[:-1], key + "0"):
        with pytest.raises(Refusal, match="bad_api_key"):
            ticket_systems.of_key(hall.db, HERE, wrong)


def test_a_backup_brings_no_ended_key_back(hall: Machine):
    key = connect(hall)
    (row,) = hall.db.rows(TicketSystem.select())
    end(hall)
    hall.db.run(TicketSystem.update(key_hash=row.key_hash))
    with pytest.raises(Refusal, match="bad_api_key"):
        ticket_systems.of_key(hall.db, HERE, key)


def test_only_the_manager_connects_and_ends(hall: Machine):
    connect(hall)
    with pytest.raises(Refusal, match="not_manager"):
        ticket_systems.connect(
            hall.db, authors.at_desk(hall.db, LI, hall.time()), hall.keys, "a" * 32, "x"
        )
    with pytest.raises(Refusal, match="not_manager"):
        end(hall, LI)
    with pytest.raises(Refusal, match="no_system"):
        end(hall, system="9" * 32)
    with pytest.raises(Refusal, match="text_required"):
        connect(hall, "a" * 32, " ")
    assert len(ticket_systems.listed(hall.db)) == 1


def test_how_many_wait_is_shown_for_ten_minutes(hall: Machine, time: Time):
    connect(hall)
    author = by_machine(hall.db, time())
    ticket_systems.note_queue(hall.db, author, SYSTEM, 7, [AtWindow("３", 2)])
    ticket_systems.note_queue(hall.db, author, "6" * 32, 1, [])
    found = ticket_systems.queue(hall.db, time().utc)
    assert found == ticket_systems.Queue(8, (AtWindow("3", 2),))
    time.pass_by(ticket_systems.QUEUE_MS + 1)
    assert ticket_systems.queue(hall.db, time().utc) is None
    with pytest.raises(Refusal, match="odd_window"):
        ticket_systems.note_queue(hall.db, author, SYSTEM, 7, [AtWindow("<b>", 2)])
    end(hall)
    assert [row.system for row in hall.db.rows(QueueNow.select())] == ["6" * 32]


def test_what_was_refused_is_kept_for_the_manager(hall: Machine):
    connect(hall)
    ticket_systems.note_taken(hall.db, SYSTEM, 5, new=True)
    ticket_systems.note_taken(hall.db, SYSTEM, 6, new=False)
    ticket_systems.note_refused(hall.db, SYSTEM, 7, Refusal("odd_ticket", field="ticket"))
    (row,) = ticket_systems.listed(hall.db)
    assert (row.new, row.refused, row.refused_for, row.seen_at) == (1, 1, "odd_ticket ticket", 7)
