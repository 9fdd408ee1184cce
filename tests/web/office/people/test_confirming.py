"""The own password is asked for again, with the waits of signing in."""

from tests.cast import Machine
from tests.web.cast import PASSWORD, at_office


def test_a_wrong_own_password_is_refused_and_then_waits(office: Machine):
    anna = at_office(office)
    for _ in range(5):
        answer = anna.post("/second-factor", data={"own": "a guess"})
        assert answer.status_code == 403 and "您的密码有误" in answer.text
    assert anna.post("/second-factor", data={"own": PASSWORD}).status_code == 429


def test_a_form_without_its_key_does_nothing(office: Machine):
    answer = at_office(office).post("/second-factor", data={"own": PASSWORD, "key": "short"})
    assert answer.status_code == 422
