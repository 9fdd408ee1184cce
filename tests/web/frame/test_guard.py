"""A form is taken from a page of this very screen only."""

from kiosk.records.feedback import cards
from tests.cast import WANG, Machine

KEY = "0123456789abcdef0123456789abcdef"


def counted(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["clerk", "kind"])


def test_a_form_from_another_site_is_refused(hall: Machine):
    stranger = hall.app("lobby").test_client()
    data = {"key": KEY, "card": "polite"}
    for headers in [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8081"},
    ]:
        answer = stranger.post(f"/clerks/{WANG}/cards", data=data, headers=headers)
        assert answer.status_code == 403
    assert counted(hall) == {}
    own = stranger.post(f"/clerks/{WANG}/cards", data=data, headers={"Origin": "http://localhost"})
    assert own.status_code == 303
