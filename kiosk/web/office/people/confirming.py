"""What concerns a user's account is done with the own password again."""

from flask import g, request

from kiosk.records.ledger.writing import check_key
from kiosk.records.people import users
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here


def confirmed() -> str:
    """The form's key, once the acting user's own password was right. Raises Refusal `missing_key`,
    `wrong_password` or `wait`."""
    key, me = request.form.get("key", ""), str(g.who)
    check_key(key)
    known = signed_in.browser(me)
    try:
        users.check(here.db, here.keys, me, request.form.get("own", ""), here.now, known)
    except Refusal as refusal:
        if refusal.code == "wrong_pin":
            raise Refusal("wrong_password") from None
        raise
    return key
