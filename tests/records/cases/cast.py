"""A case, whoever works on it, and how its customer can be reached."""

import datetime
from typing import Any

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_use, filing, seal_keys, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.cases.seal_keys import SealKey
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.rules.cases.case import Case
from tests.cast import HERE, LI, MANAGER, WANG, Machine, by_visit, sync_round

PHONE = "13812345678"
WORDS = "correct horse battery"
D = datetime.date
DAY_MS = 86_400_000
STILL = b"0" * 16


def k(number: int) -> str:
    return f"{number:032x}"


def file(hall: Machine, number: int = 1, reach: bool = False, **said: Any) -> filing.Receipt:
    filed = Filed(**({"kind": "complaint", "topics": ["waiting"], "badge": WANG} | said))
    how = Reach("王女士", PHONE, number.to_bytes(16)) if reach else None
    return filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(number), filed, how
    )


def desk(hall: Machine, badge: str = MANAGER) -> Author:
    return authors.at_desk(hall.db, badge, hall.time())


def central(office: Machine, branch: str = HERE) -> Author:
    return authors.at_office(office.db, branch, "admin", office.time())


def look(hall: Machine, receipt: filing.Receipt) -> Case:
    return filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code).case


def rows(machine: Machine) -> list[dict[str, Any]]:
    return [row.__data__ for row in machine.db.rows(CaseNow.select().order_by(CaseNow.case_id))]


def cases_like(machine: Machine, changes: dict[str, dict[str, Any]]) -> None:
    """A row for each of these names in the place of the only case's, from which it differs in
    this."""
    (made,) = machine.db.rows(CaseNow.select().dicts())
    with machine.db.writing():
        machine.db.run(CaseNow.delete())
        machine.db.run(
            CaseNow.insert_many(made | {"case_id": one} | changes[one] for one in changes)
        )


def accepted(hall: Machine, receipt: filing.Receipt, number: int = 100) -> str:
    case_id = receipt.case.event_id
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(number), LI, False, "")
    return case_id


def files(hall: Machine) -> bytes:
    """All that lies in the machine's folder, the WAL too."""
    return b"".join(path.read_bytes() for path in hall.config.folder.rglob("*") if path.is_file())


def assert_unseen(hall: Machine, phone: str = PHONE) -> None:
    whole = files(hall)
    for form in (phone.encode(), phone.encode("utf-16-le"), phone.encode("utf-16-be")):
        assert form not in whole


def make_key(hall: Machine, words: str = WORDS, number: int = 400) -> Keys:
    seal_keys.make(hall.db, desk(hall), k(number), words, number.to_bytes(16))
    return contact_sealing.from_passphrase(words, number.to_bytes(16))


def confirm_key(hall: Machine, office: Machine, keys: Keys | SealKey) -> None:
    """Head office is read the fingerprint, and the hall learns of it."""
    sync_round(hall, office)
    (made,) = [key for key in seal_keys.keys(office.db, HERE) if key.public == keys.public]
    name = made.made.event_id
    form = k(int(name, 16) + 5_000)
    seal_keys.confirm(office.db, central(office), form, name, keys.fingerprint)
    sync_round(hall, office)


def counting_key(hall: Machine, office: Machine, words: str = WORDS, number: int = 400) -> Keys:
    keys = make_key(hall, words, number)
    confirm_key(hall, office, keys)
    return keys


def read(hall: Machine, case_id: str, keys: Keys, number: int = 1, badge: str = MANAGER) -> str:
    hand = desk(hall, badge)
    return contact_use.read(hall.db, hand, hall.case(case_id), k(number), lambda: keys).phone
