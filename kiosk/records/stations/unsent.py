"""What a station that was replaced or revoked had not sent: awaited until it arrives, or until a
person gives it up."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.feedback import words
from kiosk.vocabulary.refusals import Refusal

ALARM = "unsent_tail"
NOTE_LIMIT = 200


class Unsent(NamedTuple):
    """The entries, first to last, of a station's newest epoch that it had when it last called (UTC
    ms) and that are not here. What it wrote later is not known to anyone."""

    of: ChainId
    first: int
    last: int
    called: int

    @property
    def number(self) -> int:
        """How many entries."""
        return self.last - self.first + 1


def found(db: Database, station: Station) -> Unsent | None:
    """What this station had not sent when it last called; None if everything is here."""
    same = (LastCall.branch == station.branch) & (LastCall.station == station.station)
    call = db.first(LastCall.select().where(same))
    if call is None:
        return None
    newest = ledger.newest_epoch(db, station.branch, station.station)
    held = ledger.chain(db, newest).seq
    return Unsent(newest, held + 1, call.tip_seq, call.at) if call.tip_seq > held else None


def note(db: Database, station: Station, at: int) -> None:
    """Raises an alarm if a station that was just retired had not sent everything; inside
    `db.writing()`."""
    if (missing := found(db, station)) is not None:
        detail = f"{missing.first}-{missing.last}"
        alarms.alarm_once(db, missing.of, 0, ALARM, detail, at)


def give_up(db: Database, station: Station, by: str, note: str, at: int) -> None:
    """A person states that what this station had not sent is lost; that settles its alarm. A second
    time changes nothing.

    Raises Refusal `not_retired` for a station in use or one that has sent everything,
    `text_required`, `long_comment` or `odd_comment`.
    """
    said = words.needed(note, NOTE_LIMIT)
    with db.writing():
        missing = found(db, station)
        if station.revoked_at is None or missing is None:
            raise Refusal("not_retired")
        if station.lost_at is not None:
            return
        lost = {"lost_at": at, "lost_by": by, "lost_note": said}
        db.run(Station.update(lost).where(Station.station == station.station))
        of_station = (alarms.Alarm.branch == station.branch) & (alarms.Alarm.code == ALARM)
        of_station &= (alarms.Alarm.station == station.station) & alarms.Alarm.settled_at.is_null()
        alarms.note_handled(db, of_station, ALARM, by, said, at)
