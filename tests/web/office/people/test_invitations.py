"""An admin invites by a link; who has it chooses the own password and signs in."""

import re

from kiosk.records.ledger import security_log
from tests.cast import Machine
from tests.web.cast import PASSWORD, at_office, words

CHOSEN = "four words and a dog"
INVITE = {"name": "carla", "role": "viewer", "how": "invite", "own": PASSWORD, "key": "c" * 32}


def link(page: str) -> str:
    found = re.search(r"http://localhost(/invitations/[0-9a-f]{40})<", page)
    assert found is not None
    return found.group(1)


def test_an_invited_user_chooses_a_password_and_signs_in(office: Machine):
    anna, bert = at_office(office), at_office(office, "bert")
    for _ in range(2):
        invited = anna.post("/users", data=INVITE)
        assert invited.location == "/users/invitations/" + "c" * 32
    path = link(anna.get(invited.location).text)
    assert bert.get(invited.location).status_code == 410
    carla = office.browser("office")
    assert "您的用户名是 carla" in words(carla.get(path).text)
    wrong = carla.post(path, data={"new": CHOSEN, "again": "other"})
    assert wrong.status_code == 422 and "两次输入的密码不一致" in wrong.text
    assert CHOSEN not in wrong.text
    assert carla.post(path, data={"new": CHOSEN, "again": CHOSEN}).location == "/sign-in"
    assert carla.get(path).status_code == 410
    said = {"name": "carla", "password": CHOSEN}
    assert carla.post("/sign-in", data=said).location == "/"
    rows = [(row.who, row.action) for row in security_log.every(office.db)]
    assert ("anna", "user_invited") in rows and ("carla", "invitation_taken") in rows


def test_with_two_persons_the_invited_user_waits_for_a_third(office: Machine):
    anna, bert = at_office(office), at_office(office, "bert")
    office.config.two_person_release = True
    path = link(anna.get(anna.post("/users", data=INVITE).location).text)
    carla = office.browser("office")
    carla.post(path, data={"new": CHOSEN, "again": CHOSEN})
    said = {"name": "carla", "password": CHOSEN}
    assert carla.post("/sign-in", data=said).status_code == 403
    assert bert.post("/users/carla/confirm", data={"own": PASSWORD}).status_code == 303
    assert carla.post("/sign-in", data=said).status_code == 303
