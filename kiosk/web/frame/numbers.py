"""Numbers, as pages say them."""

from decimal import Decimal

from flask import Flask
from markupsafe import Markup

from kiosk.ground import wording
from kiosk.web.frame.words import language


def install(app: Flask) -> None:
    """Gives an application's templates these functions and filters."""
    app.jinja_env.globals["ngettext"] = count
    app.add_template_filter(plain)
    app.add_template_filter(yuan)


def count(message: str, _plural: str, num: int) -> Markup:
    """A wording with a number in it, in the language of the page; in Chinese, the plural's id is
    the same."""
    return Markup(wording.counted(language(), message, num)) % {"num": num}


def plain(number: Decimal) -> str:
    """A number as people write it: 2.5, 300, never 3E+2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(amount: Decimal) -> str:
    """An amount with two decimals, or more if it has more."""
    text = plain(amount)
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents:0<2}"
