"""How each kind of receiver knows that a message is ours, and says that it took it.

Each vendor signs in its own way (docs/alerts.md names their pages); the generic webhook signs what
it sends.
"""

import base64
import hashlib
import hmac
from typing import NamedTuple

import msgspec

from kiosk.vocabulary.alerts import Way

MOST_ANSWER = 16_384
"""Bytes of an answer that are read; a robot's has about 40."""


class Posted(NamedTuple):
    """A request to be sent by POST; the body is JSON."""

    url: str
    headers: dict[str, str]
    body: bytes


def generic_signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 of `timestamp` (s), a full stop and the body, in hex digits."""
    signed = str(timestamp).encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def dingtalk_signature(secret: str, timestamp: int) -> str:
    """钉钉, 加签: HMAC-SHA256 of `timestamp` (ms), a line feed and the secret, with the secret as
    its key; base64, quoted for an address."""
    signed = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return _quoted(base64.b64encode(digest).decode())


def _quoted(encoded: str) -> str:
    return encoded.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def feishu_signature(secret: str, timestamp: int) -> str:
    """飞书, 签名校验: HMAC-SHA256 of nothing, with `timestamp` (s), a line feed and the secret as
    its key; base64."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def posted(
    way: Way, url: str, secret: str, event_id: str, text: str, body: bytes, now: int
) -> Posted:
    """The request that brings a message to a receiver at `now` (UTC ms); `text` is for people,
    `body` for programs."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    seconds = now // 1000
    match way:
        case "dingtalk":
            if secret:
                joint = "&" if "?" in url else "?"
                url += f"{joint}timestamp={now}&sign={dingtalk_signature(secret, now)}"
            return Posted(url, headers, _robot_text(text))
        case "feishu":
            said: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
            if secret:
                said |= {"timestamp": str(seconds), "sign": feishu_signature(secret, seconds)}
            return Posted(url, headers, msgspec.json.encode(said))
        case "wecom":
            return Posted(url, headers, _robot_text(text))
        case _:
            headers |= {
                "Tingsheng-Event-Id": event_id,
                "Tingsheng-Timestamp": str(seconds),
                "Tingsheng-Signature": f"sha256={generic_signature(secret, seconds, body)}",
            }
            return Posted(url, headers, body)


def _robot_text(text: str) -> bytes:
    return msgspec.json.encode({"msgtype": "text", "text": {"content": text}})


class _Answered(msgspec.Struct):
    """What a robot answers: 0 for taken; 钉钉 and 企业微信 call it errcode, 飞书 code."""

    errcode: int | None = None
    code: int | None = None


def taken(way: Way, status: int, answer: bytes) -> tuple[bool, int]:
    """Whether a receiver took a message, and the number with which it answered: a robot's own, else
    the status. Robots answer 200 to what they refuse."""
    if not 200 <= status < 300:
        return False, status
    if way == "webhook":
        return True, status
    try:
        said = msgspec.json.decode(answer, type=_Answered)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False, status
    number = said.code if way == "feishu" else said.errcode
    return number == 0, status if number is None else number


def expects_answer(way: Way) -> bool:
    """Whether the body of an answer is read at all."""
    return way != "webhook"
