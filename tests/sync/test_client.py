"""An answer that the office has not signed for this request changes nothing."""

import json

import pytest

from kiosk.records.ledger import identity, office_marks
from kiosk.sync import client
from kiosk.sync.client import Answer
from kiosk.vocabulary.refusals import NoLine
from tests.cast import Machine, sync_round, wire_to
from tests.sync.cast import tap


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_a_wifi_login_page_moves_no_mark(hall: Machine, office: Machine, status: int):
    tap(hall, 1)

    def portal(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return Answer(status, b"<html>please log in</html>", dict.fromkeys(client.HEADERS, ""))

    with pytest.raises(NoLine):
        sync_round(hall, office, portal)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 0


def test_an_answer_to_another_request_is_not_believed(hall: Machine, office: Machine):
    real, kept = wire_to(office), []

    def replaying(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        kept.append(answer)
        return kept[0] if path == "/intake/v1/entries" and method == "POST" else answer

    sync_round(hall, office, replaying)
    tap(hall, 1)
    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, replaying)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 0


def test_an_altered_answer_is_not_believed(hall: Machine, office: Machine):
    real = wire_to(office)

    def altering(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        if method == "POST":
            said = json.loads(answer.body) | {"office_time": 1}
            answer = answer._replace(body=json.dumps(said).encode())
        return answer

    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, altering)
