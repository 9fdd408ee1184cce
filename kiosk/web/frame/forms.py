"""Forms come back as they were filled in if they were refused, or if the customer switched the
language in their midst: nothing typed is lost but secrets. The field that is wrong is named and
marked, and it says what would be right.

A view that takes a form says on which page the form is (`on_page`); that is all it has to do.

Over the line limit: a form's whole way, from its page to the refusal, the draft and the next try.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from flask import current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.people import drafts
from kiosk.records.people.drafts import Draft
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import FIELDS, REFUSALS, Refusal
from kiosk.web.frame import shown_once
from kiosk.web.frame.here import here
from kiosk.web.frame.words import form_key, gettext, icon

View = TypeVar("View", bound=Callable[..., Any])

SECRETS = ("pin", "password", "own", "passphrase", "again", "old", "new", "secret", "choice")
"""Fields that are never given back."""
KEYS = ("key", "release")
TAKEN = "typed."
"""Before the names of the fields that a switch takes along."""
MOST_TYPED = 65_536
"""Most characters given back: more than any form of ours takes."""
ELSEWHERE = ("foreign_form", "role_refused", "whole_organisation", "not_your_branch")
"""Refusals after which the form's page would be refused as well."""
SENT_AGAIN = (429, 503)
"""A form refused with one of these can be sent again as it is, with the same key."""


class Place(NamedTuple):
    """The page of a form: its endpoint, whose address has the view's own values and those of these
    fields; and whether what is typed there is kept beyond the session."""

    endpoint: str
    fields: tuple[str, ...]
    drafted: bool


_pages: dict[Callable[..., Any], Place] = {}


def on_page(endpoint: str, *fields: str, drafted: bool = False) -> Callable[[View], View]:
    """Says on which page the form that a view takes is found; see `Place`."""

    def remember(view: View) -> View:
        _pages[view] = Place(endpoint, fields, drafted)
        return view

    return remember


class Refused(msgspec.Struct, frozen=True):
    """A form that was refused: where it was sent, what was typed, and why it was refused; `wrong`
    has the wording for each field at fault."""

    action: str
    fields: tuple[tuple[str, str], ...]
    code: str
    wrong: dict[str, str] = {}
    retry_after: int | None = None

    @property
    def wording(self) -> str:
        return REFUSALS[self.code][1]

    @property
    def status(self) -> int:
        return REFUSALS[self.code][0]


class Typed(msgspec.Struct, frozen=True):
    """What was typed into the form that is sent to `action`, and is to stand there on the next
    page."""

    action: str
    fields: tuple[tuple[str, str], ...]


class Form:
    """A form as its template fills it in."""

    def __init__(
        self,
        fields: Iterable[tuple[str, str]] = (),
        wrong: Mapping[str, str] | None = None,
        sent: bool = False,
        restored: bool = False,
    ) -> None:
        self._fields = MultiDict(fields)
        self._wrong = wrong or {}
        self.sent = sent
        self.restored = restored

    def key(self, name: str = "key") -> Markup:
        """The hidden field with the form's key: the one it was sent with, if it can be sent again
        as it is."""
        kept = self._fields.get(name, "")
        if len(kept) != 32:
            return form_key(name)
        return Markup('<input type="hidden" name="{}" value="{}">').format(name, kept)

    def value(self, name: str, default: object = "") -> str:
        """What was typed into a field, or its first value."""
        return str(self._fields.get(name, default) if self.sent else default)

    def given(self, name: str, default: object = "") -> Markup:
        """The attributes of an input: what was typed into it, and whether it is wrong."""
        return Markup(' value="{}"').format(self.value(name, default)) + self.mark(name)

    def ticked(self, name: str, value: str) -> str:
        """The attribute of a box that was ticked."""
        return " checked" if value in self._fields.getlist(name) else ""

    def chosen(self, name: str, value: str, default: bool = False) -> str:
        """The attribute of an option that was chosen, or is at first."""
        known = value in self._fields.getlist(name) if self.sent else default
        return " selected" if known else ""

    def mark(self, name: str) -> Markup:
        """The attributes of a field that is wrong; the first one gets the focus."""
        if name not in self._wrong:
            return Markup("")
        focus = " autofocus" if name == next(iter(self._wrong)) else ""
        return Markup(' aria-invalid="true" aria-describedby="fault-{}"{}').format(name, focus)

    def fault(self, name: str) -> Markup:
        """What would be right in a field that is wrong."""
        if name not in self._wrong:
            return Markup("")
        said = gettext(self._wrong[name])
        shown = Markup('<small class="fault" id="fault-{}">{} {}</small>')
        return shown.format(name, icon("alert"), said)


def of_address(wrong: Mapping[str, str]) -> Form:
    """A form whose fields are in the address, with the codes of what is wrong in them."""
    said = {field: REFUSALS[code][1] for field, code in wrong.items()}
    return Form(request.args.items(), said, sent=bool(wrong))


def refused() -> Refused | None:
    """The refused form that this page shows again, if it does."""
    return shown_once.found(Refused)


def filled(action: str) -> Form:
    """The form that is sent to this address: as it was filled in, if it was refused, if that is
    kept from the page before, or if the person signed in had typed into it and not sent it."""
    form = refused() or shown_once.found(Typed)
    if form is not None and form.action == action:
        return Form(form.fields, form.wrong if isinstance(form, Refused) else {}, sent=True)
    draft = own_drafts().get(action)
    return Form() if draft is None else Form(draft.said, sent=True, restored=True)


def taken_along() -> Typed | None:
    """What stood in the page's form when the language or the mode was switched (static/lobby.js);
    None if nothing did."""
    said = request.form.items(multi=True)
    named = ((name.removeprefix(TAKEN), value) for name, value in said if name.startswith(TAKEN))
    kept = _kept(named, (*SECRETS, *KEYS))
    return Typed(request.form.get("typed", ""), kept) if any(value for _, value in kept) else None


def _kept(
    said: Iterable[tuple[str, str]], left_out: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The fields that are given back; none if they are more than any form of ours takes."""
    kept = tuple((name, value) for name, value in said if name not in left_out)
    return kept if sum(len(value) for _, value in kept) <= MOST_TYPED else ()


def own_drafts() -> dict[str, Draft]:
    """What the person signed in has typed and not sent, by where its form is sent."""
    if "drafts" not in g:
        who = str(g.get("who", ""))
        g.drafts = drafts.of(here.db, who, here.time.utc) if who else {}
    return cast(dict[str, Draft], g.drafts)


def draft_of(path: str, fields: drafts.Fields) -> drafts.Typed | None:
    """A form that is sent to this address, to be kept; None for an address whose forms are not."""
    adapter = current_app.url_map.bind("")
    try:
        endpoint, values = adapter.match(path, method="POST")
    except HTTPException:
        return None
    view = current_app.view_functions[endpoint]
    if view not in _pages or not _pages[view].drafted:
        return None
    said = list(fields)
    branch = values.get("branch") or (
        "" if here.screen == "office" else identity.me(here.db).branch
    )
    return drafts.Typed(branch, path, _page(view, values, dict(said)), said)


def sent() -> None:
    """The form of this request did what it is for: nothing of it is left to be kept."""
    drafts.drop(here.db, str(g.who), request.path)


def wrong_field(refusal: Refusal) -> str:
    """The field of the form sent that a refusal is about, '' if it is about none."""
    there = {*request.form, *request.files}
    named = (name for name in FIELDS.get(refusal.code, ()) if name in there)
    return refusal.field or next(named, "")  # a box that was not ticked is not sent


def again(refusal: Refusal) -> AnyResponse | None:
    """Leads back to the page of the form that was refused, as it was filled in; None if no page
    has it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or view not in _pages or refusal.code in ELSEWHERE:
        return None
    try:
        field = wrong_field(refusal)
        wrong = {field: refusal.wording} if field else {}
        return back(refusal, wrong)
    except HTTPException:  # too large to be read
        return back(refusal, {}, ())


def back(
    refusal: Refusal, wrong: dict[str, str], typed: Iterable[tuple[str, str]] | None = None
) -> AnyResponse:
    """Leads back to the page of the form that was sent, with what is wrong in which field."""
    left_out = SECRETS if refusal.status in SENT_AGAIN else (*SECRETS, *KEYS)
    said = request.form.items(multi=True) if typed is None else typed
    kept = _kept(said, left_out)
    form = Refused(request.path, kept, refusal.code, wrong, refusal.retry_after)
    view = current_app.view_functions[request.endpoint or ""]
    return shown_once.show(_page(view, request.view_args or {}, dict(kept)), form)


def _page(view: Callable[..., Any], known: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """The address of the page that has the form which this view takes."""
    place = _pages[view]
    (rule, *_) = current_app.url_map.iter_rules(place.endpoint)
    values: dict[str, Any] = {name: known[name] for name in known if name in rule.arguments}
    return url_for(
        place.endpoint, **values | {name: said[name] for name in place.fields if said.get(name)}
    )


def sent_back(field: str) -> int:
    """A number that the page put into its form, such as milliseconds; 0 for anything else."""
    try:
        return digits(request.form.get(field, ""))
    except NotANumber:
        return 0
