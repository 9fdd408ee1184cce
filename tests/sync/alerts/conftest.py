"""Receivers of our own."""

from collections.abc import Callable, Iterator

import pytest

from kiosk.sync.alerts.looking import say
from kiosk.sync.alerts.sending import Sender
from tests.cast import Machine, sync_round
from tests.records.alerts.cast import look, rate
from tests.sync.alerts.cast import MailServer, Outside, mail_server, outside


@pytest.fixture
def there() -> Iterator[Outside]:
    with outside() as made:
        yield made


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture
def sender(office: Machine) -> Sender:
    office.config.office.public_url = "https://office.example.com"
    return Sender(office.config, office.keys, say)


@pytest.fixture
def low(hall: Machine, office: Machine) -> Callable[[int], None]:
    """A low grade in the hall reaches the office."""

    def rated(number: int = 1) -> None:
        rate(hall, number)
        sync_round(hall, office)
        look(office)

    return rated
