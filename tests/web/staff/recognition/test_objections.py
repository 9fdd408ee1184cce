"""The list of objections: who reads it. What it says is tested in tests/web/desk/own."""

from flask.testing import FlaskClient

from tests.cast import Machine


def test_without_objections_it_says_so(head: FlaskClient, manager: FlaskClient):
    for reader in (head, manager):
        assert "没有申诉" in reader.get("/objections").text


def test_it_is_reached_from_the_lists_of_feedback(head: FlaskClient, manager: FlaskClient):
    assert 'href="/objections"' in head.get("/lists/feedback").text
    assert 'href="/objections"' in manager.get("/ratings").text


def test_no_one_else_reads_it(hall: Machine, office: Machine):
    assert hall.browser("lobby").get("/objections").status_code == 404
    for machine, screen in ((hall, "desk"), (office, "office")):
        assert machine.browser(screen).get("/objections").location == "/sign-in"
