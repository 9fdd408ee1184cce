"""A person who walks a screen: reads its pages, follows their links, fills in their forms as
somebody in a hurry would, and sends them."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from PIL import Image
from werkzeug.datastructures import MultiDict

from tests.cast import HERE, LI, WANG, Browser, Machine, refusal_in

PASSPHRASE = "correct horse battery"
MOST_PAGES = 460
_FORMLESS = re.compile(
    r"/(idle|thanks/\w+/receipt|pictures|static|styles|print|figures|compare)|.*\.csv"
)
"""Addresses of which there are many, none with a form to send."""


@dataclass
class Form:
    """A form as it stands in a page: where it goes, and what is in it."""

    action: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    others: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where a button sends the form instead, with the button's name and value."""
    buttons: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The links and the posted forms of a page. In a group of radio buttons or named buttons
    the first is chosen, every box is ticked, a select takes its first value that says
    something, an empty field is filled by its name."""

    def __init__(self, text: str, fill: dict[str, str]) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._fill, self._form, self._select = fill, None, ""
        self._options: list[str] = []
        self.feed(text)

    _form: Form | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        says = {name: value or "" for name, value in attrs}
        if tag == "a" and says.get("href", "").startswith("/"):
            self.links.append(says["href"])
        if tag == "form" and says.get("method") == "post":
            multipart = says.get("enctype") == "multipart/form-data"
            self._form = Form(says["action"], multipart)
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "select":
            self._select, self._options = says["name"], []
        elif tag == "option" and self._select:
            self._options.append(says.get("value", ""))
        elif tag in ("input", "textarea", "button") and says.get("name"):
            self._take(self._form, tag, says)

    def _take(self, form: Form, tag: str, says: dict[str, str]) -> None:
        name, kind = says["name"], says.get("type", "")
        if "formaction" in says:
            if says["value"] == self._fill.get(name, says["value"]):
                form.others.setdefault(says["formaction"], (name, says["value"]))
            return
        if tag == "button":
            form.buttons.append(name)
        known = {one for one, _ in form.fields}
        if kind == "file":
            form.files.append(name)
        elif kind == "checkbox" or name not in known:
            value, wanted = says.get("value", ""), self._fill.get(name, "")
            one_of_many = kind == "radio" or tag == "button"
            if not one_of_many or not wanted or value == wanted:
                form.fields.append((name, value or wanted))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._form is not None and self._select:
            wanted = self._fill.get(self._select)
            chosen = wanted if wanted in self._options else next(filter(None, self._options), "")
            self._form.fields.append((self._select, chosen))
            self._select = ""
        elif tag == "form":
            self.forms += self._sent_elsewhere(self._form) if self._form else []
            self._form = None

    def _sent_elsewhere(self, form: Form) -> list[Form]:
        """The form as its other buttons send it, from a page that was opened again: with a key of
        its own."""
        left_out = {"key", *form.buttons}
        fields = [one for one in form.fields if one[0] not in left_out]
        fields.append(("key", secrets.token_hex(16)))
        return [Form(to, form.multipart, [*fields, button]) for to, button in form.others.items()]


class Walker:
    """One person at one screen."""

    def __init__(self, machine: Machine, screen: str, starts: list[str]) -> None:
        self.machine, self.screen, self.starts = machine, screen, starts
        self.browser: Browser = machine.browser(screen)
        self.adapter = machine.app(screen).url_map.bind("localhost")
        self.fill = {
            "text": "写几个字，说明为什么", "comment": "写几个字", "note": "写几个字",
            "reason": "等厂家回信", "owner": LI, "due": "2026-12-01",
            "deed": "送老人回家", "found": "2", "phone": "13812345678", "name": "周女士",
            "passphrase": PASSPHRASE, "again": PASSPHRASE, "witness": LI, "window": "3",
            "way": "webhook", "address": "https://gateway.example.com/hook",
            "secret": "whsec-0123456789", "mailbox": "zhou@example.com",
            "until": "2026-12-01", "in_force": "2026-12-01", "badge": WANG, "clerk": WANG,
            "title": "护照开户", "key_of": "passport", "step": "核对护照", "limit": "当场",
            "fee": "免费", "pressure": "5", "contribution": "5", "example": "5",
            "responsible": LI, "grade": "1", "cause": "needs", "level": "branch", "branch": HERE,
        }  # fmt: skip

    def endpoint(self, path: str) -> str:
        return str(self.adapter.match(urlsplit(path).path, method="POST")[0])

    def pages(self, visited: set[str]) -> Iterator[Page]:
        """Pages reached from the first ones by links, each address once."""
        waiting = list(self.starts)
        while waiting and len(visited) < MOST_PAGES:
            path = waiting.pop(0)
            if path in visited or _FORMLESS.match(path):
                continue
            visited.add(path)
            got = self.browser.get(path, follow_redirects=True)
            if got.mimetype == "text/html":
                page = Page(got.text, self.fill)
                self.note_code(got.text)
                waiting += page.links
                yield page

    def note_code(self, text: str) -> None:
        """A receipt code that is shown is typed where one is asked for."""
        if code := re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", text):
            self.fill.setdefault("code", code.group())

    def send(self, form: Form) -> Any:
        """Sends a form as it is; whatever bytes were sent can be sent again."""
        if form.files:
            files = {name: (BytesIO(_picture_or_table(self, form)), "t") for name in form.files}
            data: MultiDict[str, Any] = MultiDict([*form.fields, *files.items()])
            return self.browser.open(form.action, method="POST", data=data)
        body = urlencode(form.fields)
        return self.browser.open(
            form.action, method="POST", data=body, content_type="application/x-www-form-urlencoded"
        )

    def refused(self, answer: Any) -> bool:
        """Whether the page that an answer leads to says that the form was refused."""
        if "shown=" not in (answer.location or ""):
            return False
        page = self.browser.get(answer.location)
        return page.status_code >= 400 or bool(refusal_in(page.text))


def _picture_or_table(walker: Walker, form: Form) -> bytes:
    if "/pictures/" in form.action:
        out = BytesIO()
        Image.new("RGB", (400, 500), "teal").save(out, "PNG")
        return out.getvalue()
    return bytes(walker.browser.get(f"{form.action}/table.csv").data)
