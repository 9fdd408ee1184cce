"""A clerk comes to a customer who rang."""

from flask.testing import FlaskClient

from tests.web.cast import sign_in


def test_a_call_that_is_none_cannot_be_answered(desk: FlaskClient):
    sign_in(desk)
    assert desk.post("/calls/" + "a" * 32 + "/came").status_code == 404
