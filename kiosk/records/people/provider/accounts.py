"""What head office's users are called, and by which account the organisation's own sign-in knows
them."""

from kiosk.ground.db import Database
from kiosk.records.people import users
from kiosk.records.people.users import User
from kiosk.rules.input.folding import fold
from kiosk.rules.input.mails import is_mail
from kiosk.rules.people.user_rows import NAME_LIMIT
from kiosk.vocabulary.refusals import Refusal


def describe(db: Database, name: str, called: str, mail: str) -> bool:
    """Notes what a user is called and the address by which the organisation's sign-in knows the
    user; returns whether either is new. Raises Refusal `unknown_user`, `long_called`,
    `mail_address` or `known_mail`."""
    called, mail = fold(called), fold(mail).lower()
    if len(called) > NAME_LIMIT:
        raise Refusal("long_called")
    if mail and not is_mail(mail):
        raise Refusal("mail_address", field="mail")
    with db.writing():
        known = users.find(db, name)
        if (known.called, known.mail) == (called, mail):
            return False
        others = (User.mail == mail) & (User.name != name) & (User.state != "removed")
        if mail and db.first(User.select().where(others)) is not None:
            raise Refusal("known_mail")
        subject = known.subject if known.mail == mail else ""
        new = User.update(called=called, mail=mail, subject=subject)
        db.run(new.where(User.name == name))
    return True


def of_account(db: Database, account: str, subject: str) -> User:
    """The user whom the organisation's sign-in names by e-mail address or user name. The account
    that signs in first is the user's for good, however it is called later. Raises Refusal
    `provider_unknown`, or `provider_other` for another account of the same name."""
    with db.writing():
        named = (User.mail == account) if "@" in account else (User.name == account)
        found: User | None = db.first(User.select().where(named & (User.state == "active")))
        if found is None:
            raise Refusal("provider_unknown")
        if found.subject and found.subject != subject:
            raise Refusal("provider_other")
        if not found.subject:
            db.run(User.update(subject=subject).where(User.name == found.name))
    return found
