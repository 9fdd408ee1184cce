"""What the user at head office may see is tested in tests/web/office/people/; here, its edges."""

from tests.cast import Machine


def test_no_one_signed_in_is_led_to_the_door(office: Machine):
    browser = office.browser("office")
    for path in ("/", "/users", "/cases/sb01/x"):
        assert browser.get(path).location == "/sign-in"
    assert browser.get("/nowhere").status_code == 404
