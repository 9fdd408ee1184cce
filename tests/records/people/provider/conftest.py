"""The organisation's provider, and how an office is configured for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ground.network.provider import Oidc
from tests.records.people.provider.cast import There, configured, provider


@pytest.fixture
def there() -> Iterator[There]:
    with provider() as made:
        yield made


@pytest.fixture
def oidc(there: There, tmp_path: Path) -> Oidc:
    return configured(there, tmp_path)
