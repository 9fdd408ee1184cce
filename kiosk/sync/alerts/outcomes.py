"""How a try ended: each error that sending can raise is an outcome with a name
(templates/frame/macros/alerts.html words them)."""

import http.client
import smtplib
import ssl
from collections.abc import Callable

from kiosk.records.alerts.deliveries import Tried
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.sync.alerts import posting


def posted(
    send: Callable[[], posting.Answered], taken: Callable[[int, bytes], tuple[bool, int]]
) -> Tried:
    """The outcome of a POST."""
    try:
        got = send()
    except TimeoutError:
        return Tried("timed_out")
    except ssl.SSLError:
        return Tried("untrusted")
    except posting.Forbidden:
        return Tried("forbidden")
    except (OSError, http.client.HTTPException):
        return Tried("unreachable")
    except ValueError:
        return Tried("too_long")
    if 300 <= got.status < 400:
        return Tried("redirected", got.status)
    ok, answer = taken(got.status, got.body)
    try:
        wait = whole(got.retry_after) if got.retry_after else 0
    except NotANumber:
        wait = 0
    return Tried("sent" if ok else "refused", answer, retry_after=wait)


def mailed(send: Callable[[], None]) -> Tried:
    """The outcome of handing over a mail."""
    try:
        send()
    except TimeoutError:
        return Tried("timed_out")
    except ssl.SSLError:
        return Tried("untrusted")
    except smtplib.SMTPRecipientsRefused as refused:
        return Tried("refused", next((code for code, _ in refused.recipients.values()), 0))
    except smtplib.SMTPResponseException as refused:
        return Tried("refused", refused.smtp_code)
    except (OSError, ValueError):
        return Tried("unreachable")
    return Tried("sent")
