"""Releases of a service item, looked at and published."""

import datetime

from kiosk.records.publishing import documents, releases
from kiosk.vocabulary.documents import Publication, Said, Service
from tests.cast import Machine


def service(name: str, day: datetime.date, key: str = "wash") -> Publication:
    return Publication(key, Service(name=Said(name)), day)


def proposed(office: Machine, *wanted: Publication) -> str:
    release = office.new_id()
    releases.propose(office.db, release, "service", wanted, "anna", office.time().utc)
    return release


def released(office: Machine, *wanted: Publication) -> str:
    release = proposed(office, *wanted)
    releases.publish(
        office.db, release, "anna", office.time().utc, two_persons=False, today=office.today()
    )
    return release


def name_on(machine: Machine, day: datetime.date) -> str | None:
    found = documents.read(machine.db, "service", "wash", day)
    return found.name.zh if isinstance(found, Service) else None
