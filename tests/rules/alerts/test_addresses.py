"""Where messages can go, and where not."""

import pytest

from kiosk.rules.alerts import addresses
from kiosk.rules.alerts.addresses import NotAnAddress


@pytest.mark.parametrize(
    "typed",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=633a31f6-7f9c",
        "https://oapi.dingtalk.com/robot/send?access_token=XX",
        "https://open.feishu.cn/open-apis/bot/v2/hook/xxx",
        "https://10.1.2.3:8443/in",
        "https://gateway/hook",
        "https://[2001:db8::1]/x",
        "http://127.0.0.1:9000/hook",
        "http://localhost/hook",
        "http://[::1]:9000/hook",
        "https://127.0.0.1/",
        "https://example.com",
        "  https://example.com/a  ",
    ],
)
def test_https_goes_anywhere_and_http_to_this_machine(typed: str):
    assert addresses.url(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "", "example.com", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)",
        "http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/",
        "https://user:word@example.com/", "https://user@example.com/", "https://example.com/@x",
        "https://169.254.169.254/latest/meta-data", "http://169.254.169.254/",
        "https://[fe80::1]/", "https://[::]/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://[::ffff:169.254.169.254]/", "http://2130706433/", "http://0x7f000001/",
        "http://127.1/", "https://127.1/", "https://0177.0.0.1/", "https://1.2.3.4.5/",
        "https://exa mple.com/", "https://example.com/a b", "https://example.com/\r\nHost: x",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:70000/",
        "https://example.com\\@evil.example/", "https://ex\u0430mple.com/", "https:///x",
        "https://example.com/" + "a" * 500, "http://[::1%25eth0]/", "http://locAlho\u017ft/",
    ],
)  # fmt: skip
def test_no_other_address_is_taken(typed: str):
    with pytest.raises(NotAnAddress):
        addresses.url(typed)


@pytest.mark.parametrize(
    "reached, encrypted, good",
    [
        ("127.0.0.1", False, True), ("::1", False, True), ("::ffff:127.0.0.1", False, True),
        ("10.0.0.1", False, False), ("10.0.0.1", True, True), ("93.184.216.34", True, True),
        ("169.254.169.254", True, False), ("fe80::1%eth0", True, False), ("0.0.0.0", True, False),
        ("::ffff:169.254.169.254", True, False), ("224.0.0.1", True, False),
    ],
)  # fmt: skip
def test_where_a_name_led_is_judged_again(reached: str, encrypted: bool, good: bool):
    if good:
        addresses.check_reached(reached, encrypted=encrypted)
        return
    with pytest.raises(NotAnAddress):
        addresses.check_reached(reached, encrypted=encrypted)


@pytest.mark.parametrize(
    "typed", ["a@example.com", "first.last+tag@mail.example.cn", "ａ＠example．com"]
)
def test_an_email_address_is_taken(typed: str):
    assert "@" in addresses.mail(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "@example.com", "a@b@example.com", "a@example.com,b@example.com",
     "a@example.com\r\nBcc: x@example.com", "<a@example.com>", "a@-example.com", "王@example.com"],
)  # fmt: skip
def test_what_is_no_email_address_is_not(typed: str):
    with pytest.raises(NotAnAddress):
        addresses.mail(typed)


def test_a_page_shows_the_host_and_not_the_key():
    assert addresses.shown("https://oapi.dingtalk.com/robot/send?access_token=XX") == (
        "https://oapi.dingtalk.com/…"
    )
    assert addresses.shown("a@example.com") == "a@example.com"
