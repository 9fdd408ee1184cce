"""One page leads to the desk from other devices, with no one signed in."""

from pathlib import Path

import pytest

from tests.cast import Machine
from tests.ground.network.test_certificates import DER, PEM
from tests.web.cast import words


@pytest.fixture
def networked(hall: Machine, tmp_path: Path) -> Machine:
    """A hall whose desk other devices open, with a certificate of its own."""
    file = tmp_path / "root.crt"
    file.write_text(PEM, "ascii")
    hall.config.root_certificate = str(file)
    hall.config.desk.public_url = "https://192.168.1.10:8443"
    return hall


def test_a_new_device_is_led_from_the_certificate_to_the_desk(networked: Machine):
    browser = networked.browser("desk")
    page = browser.get("/connect").text
    assert "<pre>http://192.168.1.10/connect</pre>" in page and '<svg class="qr"' in page
    assert 'href="https://192.168.1.10:8443"' in page
    assert all(system in page for system in ("Windows", "Android", "iPhone"))
    assert "SHA-256 40:AF:F2:E9" in page
    found = browser.get("/connect/tingsheng-root.crt")
    assert (found.data, found.mimetype) == (DER, "application/x-x509-ca-cert")


def test_where_devices_trust_the_certificate_nothing_is_installed(networked: Machine):
    networked.config.root_certificate = ""
    browser = networked.browser("desk")
    page = browser.get("/connect").text
    assert "<pre>https://192.168.1.10:8443/connect</pre>" in page
    assert "根证书" not in page and "指纹" not in page
    assert browser.get("/connect/tingsheng-root.crt").status_code == 404


def test_a_hall_without_an_address_says_so(hall: Machine):
    page = hall.browser("desk").get("/connect").text
    assert "还没有设置柜台的网址" in page and '<svg class="qr"' not in page


def test_a_certificate_that_can_not_be_read_is_named(networked: Machine):
    Path(networked.config.root_certificate).unlink()
    page = networked.browser("desk").get("/connect")
    assert page.status_code == 404 and "root_certificate" in words(page.text)


def test_the_page_is_on_no_other_screen(hall: Machine, office: Machine):
    assert hall.browser("lobby").get("/connect").status_code == 404
    assert office.browser("office").get("/connect").status_code == 404
