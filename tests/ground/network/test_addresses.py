"""Where screens are found from other computers."""

from pathlib import Path

import pytest

from kiosk.ground.network.addresses import BadConfig, Listener, check, public_url

FILE = Path("station.toml")


def test_the_name_in_a_screens_address_is_one_of_its_hosts():
    one = Listener(port=1, bind="0.0.0.0", public_url="https://192.168.1.10:8443/")
    check(FILE, "desk", one)
    assert (one.public_url, one.hosts) == ("https://192.168.1.10:8443", ["192.168.1.10"])
    check(FILE, "desk", one)
    assert one.hosts == ["192.168.1.10"]
    assert Listener(port=1).hosts == []


@pytest.mark.parametrize("url", ["192.168.1.10", "ftp://a", "https://", "https://a b", "//a"])
def test_what_is_no_address_of_a_screen_is_named(url: str):
    with pytest.raises(BadConfig, match=r"\$\.desk\.public_url"):
        check(FILE, "desk", Listener(port=1, public_url=url))
    assert public_url(FILE, "$.public_url", "") == ""
