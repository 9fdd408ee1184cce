"""Receivers of our own."""

from collections.abc import Iterator

import pytest

from tests.sync.alerts.cast import MailServer, Outside, mail_server, outside


@pytest.fixture
def there() -> Iterator[Outside]:
    with outside() as made:
        yield made


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made
