"""Each vendor's own signature.

The vendors document the algorithm without a result. The expected values were computed with openssl,
from the inputs of their documentation (secret "this is secret" of 钉钉, timestamp 1599360473 of
飞书):

    printf '%s\\n%s' 1577836800000 'this is secret' |
        openssl dgst -sha256 -hmac 'this is secret' -binary | base64
    key=$(printf '%s\\n%s' 1599360473 'this is secret' | xxd -p | tr -d '\\n')
    printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64
    printf '%s.%s' 1795233600 "$body" | openssl dgst -sha256 -hmac whsec-example
"""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.rules.alerts import robots
from kiosk.vocabulary.alerts import Way
from tests.cast import NOON

SECRET = "this is secret"
BODY = b'{"id":"0f3a","kind":"test","link":""}'


def posted(
    way: Way, url: str = "https://robot.example/send", secret: str = SECRET, now: int = NOON
):
    return robots.posted(way, url, secret, "0f3a", "【厅声】测试", BODY, now)


def test_dingtalk_signs_the_time_and_the_secret_with_the_secret():
    signed = robots.dingtalk_signature(SECRET, 1577836800000)
    assert signed == "fFV9t5lBS7KH4%2B5B0JjR99ab%2BAJkXFauQXycgTkS%2Ftc%3D"


def test_dingtalks_signature_is_the_one_that_others_compute():
    """What the Rust client dingding 0.1.1 expects in its tests."""
    signed = robots.dingtalk_signature("secret", 1700000000000)
    assert signed == "OuzzJR5%2BxZ4%2FEYwqtNt6sMYZQMTa%2FHEGvc9miJe7XzY%3D"


def test_feishu_signs_nothing_with_the_time_and_the_secret():
    signed = robots.feishu_signature(SECRET, 1599360473)
    assert signed == "/eYKrXQBzTjUZJ3s6NX16VxGbTwmK7AEs8/FnvC1CSw="


def test_the_generic_webhook_signs_the_time_and_the_body():
    signed = robots.generic_signature("whsec-example", 1795233600, BODY)
    assert signed == "f337ff9ad58ab8711c582acd574dbd0959b73ece8169f19fa3c2e9c4ff5d6d3e"


def test_dingtalk_gets_time_in_ms_and_signature_in_the_address():
    got = posted("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=XX")
    asked = parse_qs(urlsplit(got.url).query, strict_parsing=True)
    assert asked["access_token"] == ["XX"] and asked["timestamp"] == [str(NOON)]
    assert (
        robots.dingtalk_signature(SECRET, NOON)
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=")
        == asked["sign"][0]
    )
    assert json.loads(got.body) == {"msgtype": "text", "text": {"content": "【厅声】测试"}}
    assert posted("dingtalk", secret="").url == "https://robot.example/send"


def test_feishu_gets_time_in_seconds_and_signature_in_the_body():
    got = posted("feishu", now=1599360473_999)
    assert got.url == "https://robot.example/send"
    assert json.loads(got.body) == {
        "timestamp": "1599360473", "sign": "/eYKrXQBzTjUZJ3s6NX16VxGbTwmK7AEs8/FnvC1CSw=",
        "msg_type": "text", "content": {"text": "【厅声】测试"},
    }  # fmt: skip
    assert set(json.loads(posted("feishu", secret="").body)) == {"msg_type", "content"}


def test_wecom_gets_a_text_and_has_its_key_in_the_address():
    got = posted("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=633a")
    assert got.url.endswith("?key=633a")
    assert json.loads(got.body) == {"msgtype": "text", "text": {"content": "【厅声】测试"}}


def test_the_generic_webhook_gets_the_body_with_id_time_and_signature():
    got = posted("webhook", secret="whsec-example")
    assert got.body == BODY
    assert got.headers["Tingsheng-Event-Id"] == "0f3a"
    assert got.headers["Tingsheng-Timestamp"] == str(NOON // 1000)
    assert got.headers["Tingsheng-Signature"] == (
        "sha256=f337ff9ad58ab8711c582acd574dbd0959b73ece8169f19fa3c2e9c4ff5d6d3e"
    )


@pytest.mark.parametrize(
    "way, status, answer, taken",
    [
        ("webhook", 200, b"", (True, 200)),
        ("webhook", 204, b"", (True, 204)),
        ("webhook", 302, b"", (False, 302)),
        ("webhook", 500, b"", (False, 500)),
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', (True, 0)),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', (False, 93000)),
        ("dingtalk", 200, b'{"errcode":0,"errmsg":"ok"}', (True, 0)),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}', (False, 310000)),
        ("feishu", 200, b'{"code":0,"msg":"success","data":{}}', (True, 0)),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', (False, 19021)),
        ("feishu", 200, b'{"StatusCode":0}', (False, 200)),
        ("dingtalk", 200, b"<html>a guest network's page</html>", (False, 200)),
        ("wecom", 200, b'{"errcode":"0"}', (False, 200)),
        ("wecom", 200, b"[" * 100_000, (False, 200)),
        ("wecom", 200, b"\xff\xfe", (False, 200)),
        ("wecom", 502, b'{"errcode":0}', (False, 502)),
    ],
)
def test_a_robot_that_refuses_answers_200_all_the_same(
    way: Way, status: int, answer: bytes, taken: tuple[bool, int]
):
    assert robots.taken(way, status, answer) == taken


def test_only_robots_answers_are_read():
    ways: tuple[Way, ...] = ("webhook", "wecom", "dingtalk", "feishu")
    assert [robots.expects_answer(way) for way in ways] == [False, True, True, True]
