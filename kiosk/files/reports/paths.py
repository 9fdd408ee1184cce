"""Where the facts of each figure of a report are read: paths of head office's pages."""

from urllib.parse import urlencode

from kiosk.rules.office.reports import spans
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CASE_KINDS
from kiosk.vocabulary.reports import Period

MOST_DAYS = 92
"""Lists that are read from the ledger take no more days of all halls (kiosk/web/office/filters.py);
a longer report leads to that of its last quarter, which leads to them."""
_CARDS = ("cards", "cards_clean", "polite", "patient", "positive", "passionate", "professional",
          "conduct", "spirit", "foundation")  # fmt: skip
_PAGES = {
    "eligible": "/schemes", "tiers": "/schemes", "awards": "/schemes", "elections": "/stars",
    "entered": "/registers", "support": "/support", "fees_published": "/documents/fees",
    "guides_published": "/documents/guide", "notices_published": "/documents/notice",
    "rulebooks_read": "/rulebooks", "alarms": "/alarms", "alarms_settled": "/alarms",
    "silences": "/stations",
    "objections": "/objections", "rulings": "/objections", "upheld": "/objections",
    **{f"diary_{one}": "/diaries" for one in ("difficulty", "hurt", "praise", "deed")},
}  # fmt: skip
"""Pages without days."""
_LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "rated": ("feedback", {"kind": "rating", "show": "counted"}),
    "rated_clean": ("feedback", {"kind": "rating", "show": "counted"}),
    "satisfied": ("feedback", {"grade": "good", "show": "counted"}),
    **{f"grade_{n}": ("feedback", {"grade": f"{n}", "show": "counted"}) for n in range(1, 6)},
    **{f"low_{one}": ("feedback", {"grade": "low", "show": "counted"})
       for one in ("answered", "noted", "talked", "improved", "contacted")},
    "low": ("feedback", {"grade": "low", "show": "counted"}),
    "by_phone": ("feedback", {"entry": "phone"}),
    "written": ("feedback", {"show": "written"}),
    "letters": ("praise", {"kind": "letter"}),
    "banners": ("praise", {"kind": "banner"}),
    "cases": ("cases", {}),
    **{kind: ("cases", {"kind": kind}) for kind in CASE_KINDS},
    "help_cases": ("cases", {"kind": "help"}),
    "on_time": ("cases", {"answer": "late"}),
    "reopened": ("cases", {}),
    "help": ("help", {}),
    "came": ("help", {"answer": "open"}),
    "arrived_after": ("help", {}),
    "boxes": ("boxes", {}),
    "withdrawn": ("withdrawn", {}),
}  # fmt: skip
_FROM_LEDGER, _BOUNDED = ("help", "boxes", "withdrawn"), ("/colleagues", "/standards")
_OF_DAYS = {
    **dict.fromkeys(_CARDS, ("/cards", {})),
    "paper": ("/cards", {"entry": "paper"}),
    "per_clerk": ("/cards", {"by": "clerk"}),
    "staff_cards": ("/colleagues", {}),
    "colleague_cards": ("/cards", {"giver": "colleague"}),
    "superior_cards": ("/cards", {"giver": "superior"}),
    "subordinate_cards": ("/cards", {"giver": "subordinate"}),
    "pauses": ("/help", {}),
    "pauses_refused": ("/help", {}),
    "ideas": ("/ideas", {}),
    "ideas_adopted": ("/ideas", {"state": "adopted"}),
    "ideas_recommended": ("/ideas", {"show": "recommended"}),
    "served": ("/rated-share", {}),
    "special": ("/cases", {"by": "class"}),
    "extended": ("/cases", {"by": "branch"}),
    **{f"cause_{one}": ("/cases", {"by": "cause"})
       for one in ("perception", "needs", "standard", "execution", "none")},
    **{f"level_{one}": ("/cases", {"by": "level"})
       for one in ("clerk", "branch", "office", "none")},
    "arrivals": ("/standards", {}),
    "self_checks": ("/standards", {}),
    "hall_checks": ("/standards", {}),
    "mornings": ("/meetings", {}),
    "weekly_meetings": ("/meetings", {}),
    "monthly_meetings": ("/meetings", {}),
}  # fmt: skip


def of_report(period: Period, span: Span, scope: str = "") -> str:
    """The page of a report itself."""
    return _path(f"/reports/{period}/{span.first}", {"scope": scope})


def of_figure(code: str, period: Period, span: Span, scope: str = "") -> str:
    """Where a figure's facts are read; '' for what has no page at head office. A region's facts are
    among those of all halls."""
    branch = "" if scope.startswith("region.") else scope
    days = {"first": span.first.isoformat(), "last": span.last.isoformat(), "branch": branch}
    if code in _PAGES:
        return _PAGES[code]
    if code in _LISTS:
        name, narrowed = _LISTS[code]
        if name in _FROM_LEDGER and not branch and (span.last - span.first).days >= MOST_DAYS:
            return of_report("quarter", spans.of("quarter", span.last), scope)
        return _path(f"/lists/{name}", narrowed | days)
    if code in _OF_DAYS:
        path, narrowed = _OF_DAYS[code]
        if path in _BOUNDED and (span.last - span.first).days >= MOST_DAYS:
            return of_report("quarter", spans.of("quarter", span.last), scope)
        return _path(path, narrowed | days)
    return ""


def _path(path: str, said: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path
