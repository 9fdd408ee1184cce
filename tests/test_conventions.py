"""What the design and STYLE.md claim of the code, read from the code."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import peewee
import pytest

from kiosk.app import SCREENS
from kiosk.ground import tables
from kiosk.ground.db import Database, NewerDatabase
from kiosk.ground.tables import Distributed, Local, Reference
from kiosk.vocabulary import facts, refusals
from tests.test_house import imports, module_of

TOP = Path(__file__).parents[1]
KIOSK = TOP / "kiosk"
TEMPLATES = TOP / "templates"
PYTHON = sorted(p for p in KIOSK.rglob("*.py") if "migrations" not in p.parts)

THIRD_PARTY_OF_RULES = {"msgspec", "holidays", "numpy"}


@pytest.mark.parametrize("path", sorted((KIOSK / "rules").rglob("*.py")), ids=module_of)
def test_rules_are_pure(path: Path):
    others = {n.split(".")[0] for n in imports(path)} - {"kiosk"} - THIRD_PARTY_OF_RULES
    assert others <= sys.stdlib_module_names
    assert not others & {"time", "random", "secrets", "os", "uuid", "sqlite3", "urllib"}
    assert not re.search(r"\.(now|today|utcnow)\(", path.read_text("utf-8"))


@pytest.mark.parametrize("path", PYTHON, ids=module_of)
def test_only_web_the_command_line_and_syncs_caller_read_the_clock(path: Path):
    if "kiosk.ground.clock" in imports(path):
        module = module_of(path)
        assert module == "kiosk.web.frame.here" or module.startswith(
            ("kiosk.commands.", "kiosk.demo.")
        )


def test_wording_comes_from_the_catalogue_that_is_shipped():
    """flask_babel reads a compiled one, which only a developer's machine may have."""
    for path in PYTHON:
        asked = re.findall(r"^from flask_babel import (.+)$", path.read_text("utf-8"), re.M)
        assert not any("gettext" in names for names in asked), path


def test_sql_as_text_stands_in_the_ledger_alone():
    sql = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|VACUUM|CREATE) ')
    holding = {module_of(path) for path in PYTHON if sql.search(path.read_text("utf-8"))}
    assert holding == {
        "kiosk.records.ledger.ledger",
        "kiosk.ground.db",
        "kiosk.ground.databases.cluster",
        "kiosk.ground.databases.differences",
        "kiosk.ground.databases.postgresql",
    }  # ground: what only one of the two databases has


def test_a_file_over_the_line_limit_says_why():
    for path in PYTHON:
        text = path.read_text("utf-8")
        if len(text.splitlines()) > 250:
            assert re.search(r"Over the line limit: \w", text[:1500]), path


def fragments() -> list[Path]:
    return sorted(TEMPLATES.rglob("_*.html"))


@pytest.mark.parametrize("path", fragments(), ids=lambda p: p.name)
def test_a_fragment_has_one_root_with_its_own_id(path: Path):
    name = path.stem.removeprefix("_").replace("_", "-")
    text = re.sub(r"\{[%#].*?[%#]\}", "", path.read_text("utf-8"), flags=re.S).strip()
    root = re.match(r"<(\w+)[^>]*\bid=\"([^\"]+)\"", text)
    assert root is not None and root.group(2) == name
    assert text.endswith(f"</{root.group(1)}>")


def test_targets_name_fragments_that_are_there():
    known = {path.stem.removeprefix("_").replace("_", "-") for path in fragments()}
    for path in TEMPLATES.rglob("*.html"):
        for target in re.findall(r'hx-target="#([^"]+)"', path.read_text("utf-8")):
            assert target in known, (path, target)


def test_a_page_extends_a_base():
    for path in TEMPLATES.rglob("*.html"):
        if path.name.startswith("_") or path.name == "base.html" or path.parent.name == "macros":
            continue
        assert "{% extends " in path.read_text("utf-8"), path


def test_forms_work_without_javascript():
    for path in TEMPLATES.rglob("*.html"):
        for form in re.findall(r"<form[^>]*>", path.read_text("utf-8")):
            action = re.search(r'action="([^"]+)"', form)
            posted = re.search(r'hx-post="([^"]+)"', form)
            assert action is not None, (path, form)
            assert posted is None or posted.group(1) == action.group(1), (path, form)


def test_no_form_leaves_refusing_to_the_browser():
    """A browser's own bubbles speak its language, not the page's."""
    forms = [
        (path.name, form)
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8"))
    ]
    assert len(forms) > 30
    assert [one for one in forms if " novalidate" not in one[1]] == []


def test_nothing_is_shown_unescaped_or_styled_inline():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|\sstyle=|\son\w+=|<script>", text), path


MARKUP = re.compile(
    r"""(?P<comment>\{\#.*?\#\})
    | (?P<opens>\{%-?\s*(?:if|for|block|macro|call)\b.*?%\})
    | (?P<goes_on>\{%-?\s*(?:else|elif)\b.*?%\})
    | (?P<closes>\{%-?\s*end\w+.*?%\}|</\w+>)
    | (?P<says>\{%.*?%\}|\{\{.*?\}\})
    | (?P<element><!?(?P<name>\w+)
        (?:\{%.*?%\}|\{\{.*?\}\}|"(?:\{\{.*?\}\}|\{%.*?%\}|[^"])*"|[^>"])*>)
    """,
    re.X | re.S,
)  # fmt: skip
ALONE = {"doctype", "meta", "link", "input", "img", "br", "hr"}
"""Elements that nothing closes."""


def out_of_place(text: str) -> list[str]:
    """Lines of a template that do not stand two blanks deeper than what they are in.

    A line that goes on with a tag or a statement stands no less deep than where
    that began.
    """
    inside: dict[int, int] = {}  # where a line begins in the midst of markup: that one's line
    shifts: list[tuple[int, int, int]] = []  # place, depth of the line it begins, depth after it
    depth = 0
    for found in MARKUP.finditer(text):
        begins = text.rfind("\n", 0, found.start()) + 1
        for line in re.finditer(r"\n", found.group()):
            inside[found.start() + line.end()] = begins
        opens = found["opens"] or (found["element"] and found["name"] not in ALONE)
        after = depth + bool(opens) - bool(found["closes"])
        shifts.append((found.start(), min(depth, after) - bool(found["goes_on"]), after))
        depth = after
    wrong, place, depth = [], 0, 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        blanks = len(line) - len(line.lstrip(" "))
        here = [shift for shift in shifts if place <= shift[0] < place + len(line)]
        if place in inside:
            opener = text[inside[place] :]
            fits = blanks >= len(opener) - len(opener.lstrip(" ")) and blanks % 2 == 0
        else:
            first = here[0][1] if here and here[0][0] == place + blanks else depth
            fits = blanks == 2 * first
        if (line.strip() and not fits) or len(line.rstrip("\n")) > 120 or "\t" in line:
            wrong.append(f"{number}: {line.rstrip()}")
        depth = here[-1][2] if here else depth
        place += len(line)
    return wrong


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_templates_are_indented(path: Path):
    assert out_of_place(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n<p>flat</p>\n</div>\n",
        "<div>\n   <p>three blanks</p>\n</div>\n",
        "{% if a %}\n<p>a block's body</p>\n{% endif %}\n",
        "{% if a %}\n  b\n  {% else %}\n  c\n{% endif %}\n",
        "<ul>\n  <li>\n  <p>half</p>\n  </li>\n</ul>\n",
        "<p>\n  ends too deep\n  </p>\n",
        "<p>\n\ttab\n</p>\n",
        "  <form action='/'\n method='post'></form>\n",
        "<p>" + "long" * 40 + "</p>\n",
    ],
)
def test_a_line_out_of_place_is_found(text: str):
    assert out_of_place(text) != []


def routes() -> list[tuple[str, str, str, str]]:
    """Screen, methods, path and sentence of every route, as the command prints them."""
    command = [sys.executable, str(TOP / "kiosk.py"), "routes"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [tuple(line.split(maxsplit=3)) for line in printed.splitlines()]  # type: ignore[misc]


def test_every_view_says_who_uses_it_for_what():
    assert len(routes()) > 20
    person = r"(A|An|Head office) [a-z ]*\w+.*\w\.$"
    for screen, _, path, sentence in routes():
        assert re.match(person, sentence), (screen, path, sentence)


def models() -> list[type[peewee.Model]]:
    import importlib

    for path in (KIOSK / "records").rglob("*.py"):
        importlib.import_module(module_of(path))
    return [model for base in (Distributed, Reference, Local) for model in base.__subclasses__()]


@pytest.mark.parametrize("model", models(), ids=lambda m: m.__name__)
def test_models_keep_the_rules_of_scale(model: type[peewee.Model]):
    meta = model._meta  # type: ignore[attr-defined]
    key = meta.primary_key
    assert meta.strict_tables
    assert key is not False, "every table has a primary key"
    assert not isinstance(key, peewee.AutoField), "ids are made where the fact is"
    assert not any(isinstance(f, peewee.ForeignKeyField) for f in meta.sorted_fields)
    names = list(key.field_names) if isinstance(key, peewee.CompositeKey) else [key.name]
    made = [index for index in meta.indexes if isinstance(index, peewee.ModelIndex)]
    assert not any(index._unique for index in made)  # type: ignore[attr-defined]
    plain = [index for index in meta.indexes if index not in made]
    uniques = [list(columns) for columns, unique in plain if unique]
    uniques += [[f.name] for f in meta.sorted_fields if f.unique]
    if issubclass(model, Distributed):
        assert names[0] == "branch"
        assert all("branch" in columns for columns in uniques)
    allowed = (peewee.TextField, peewee.IntegerField, peewee.BigIntegerField, peewee.BlobField,
               peewee.SmallIntegerField, tables.DayField)  # fmt: skip
    assert all(isinstance(f, allowed) for f in meta.sorted_fields)


def schema(database: Database) -> list[tuple[str, str]]:
    rows = database.sql(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        " AND type <> 'trigger'"  # tests/records/ledger/test_security_log.py has those
        " AND name <> 'schema_migration' AND name NOT LIKE 'schemamigration%' ORDER BY name"
    ).fetchall()
    return [(name, sql) for name, sql in rows if "migration" not in name]


def test_migrations_give_the_tables_that_the_models_say(tmp_path: Path):
    migrated, made = Database(tmp_path / "a.db"), Database(tmp_path / "b.db")
    migrated.migrate()
    with made.peewee.bind_ctx(models()):
        made.peewee.create_tables(models())
    assert schema(migrated) == schema(made)
    migrated.close()
    made.close()


def test_a_database_from_a_newer_program_is_refused(tmp_path: Path):
    database = Database(tmp_path / "a.db")
    database.migrate()
    database.sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01 00:00:00')"
    )
    with pytest.raises(NewerDatabase, match="9999_future"):
        database.migrate()
    database.close()


def test_every_refusal_that_is_raised_is_on_the_list_and_used():
    raised = set()
    for path in PYTHON:
        raised |= set(re.findall(r'Refusal\(\s*"(\w+)"', path.read_text("utf-8")))
    assert raised <= set(refusals.REFUSALS)
    text = "".join(path.read_text("utf-8") for path in PYTHON if path.name != "refusals.py")
    unused = {code for code in refusals.REFUSALS if f'"{code}"' not in text}
    assert unused == set()


def test_all_wording_is_there_in_english():
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    used = set()
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    for folder in (KIOSK, TEMPLATES):
        for _, _, message, _, _ in extract_from_dir(str(folder), methods):
            used.add(message if isinstance(message, str) else message[0])
    with (KIOSK / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = read_po(file, locale="en")
    translated = {
        m.id if isinstance(m.id, str) else m.id[0]: m.string for m in english if m.id and m.string
    }
    assert used - set(translated) == set()
    assert set(translated) - used == set(), "wording that nothing shows any more"
    assert all(not m.fuzzy for m in english)


CASE_STEPS = {
    f"/cases/<branch>/<case_id>/{step}"
    for step in ("accept", "hand-over", "contacted", "reply", "extend", "close", "thank",
                 "follow-up", "dispute", "rule", "contact",
                 "erasure", "erasure/carry-out", "erasure/decline")
}  # fmt: skip


ALERTS = {
    "/alerts/seen", "/receivers/new", "/receivers/<key>", "/receivers/<key>/switch",
    "/receivers/<key>/test", "/deliveries/<delivery_id>/resend",
}  # fmt: skip


BALLOTS = {
    "/trustees/<seat>", "/ballots/<branch>/<election>/open", "/ballots/<branch>/<election>/unseal",
}  # fmt: skip
REGISTERS = (
    "/registers/<key>", "/registers/<key>/<branch>/<entry_id>/down", "/award",
    "/award/<branch>/<nomination>/marks", "/award/<branch>/<nomination>/enter",
)  # fmt: skip
CALL = tuple(f"/support/<branch>/<call_id>/{step}" for step in ("open", "talked", "propose"))
IDEA = tuple(
    f"/ideas/<branch>/<idea_id>/{step}"
    for step in ("take", "adopt", "pass-up", "decline", "finish", "recommend")
)
NOTES = ("/notes/<branch>/<note_id>/guide", "/notes/<branch>/<note_id>/decline")
DIARY = ("", "/words", "/begin", "/open", "/shut", "/erase", "/<entry_id>/erase")


def test_no_desk_or_office_route_touches_a_customers_feedback():
    """A walk over every route that changes anything: staff screens sign in and out, come on duty,
    pause at their window, say that they go or came to help, pair a screen, connect a ticket system
    and count who was served, record who was at a meeting and what was agreed there, go through
    standards, confirm rulebooks and arrivals, answer questions, take a quiz, write notes and verify
    them, keep a diary of their own, enter something in registers and consent to it, write ideas and
    answer them, ask for help and answer such calls, confirm the time, write down what came on
    paper, take a case a step on, enrol stations, offer them versions of the program and publish
    documents, lock what schemes give, settle alarms, read alerts, set up who gets messages about
    them, issue reports and set up who gets those, keep what they are typing, say what was done
    about feedback and about flags, give each other cards, elect a star of the month, object to a
    low grade and rule on that, and see to PINs and head office's users.
    What a customer gave at the tablet is written by the lobby alone; that a step of a case
    leaves it byte for byte is tested in tests/web/staff/test_case.py, and of handled feedback in
    test_feedback.py."""
    changing = {
        (screen, path)
        for screen, methods, path, _ in routes()
        if methods != "GET" and screen != "lobby"
    }
    harmless = {"/language", "/mode", "/sign-in", "/sign-out"}
    staff = {(screen, path) for screen, path in changing if path not in harmless}
    publishing = {
        "/documents/<kind>", "/documents/<kind>/new", "/documents/<kind>/pictures/<key>",
        "/releases/<release>/publish", "/releases/<release>/drop", "/releases/<release>/withdraw",
        "/releases/<release>/withdrawal", "/releases/<release>/withdrawal/drop",
            "/documents/preset", "/documents/<kind>/preset", "/questions/to-check/<bank>/<code>",
    }  # fmt: skip
    assert staff == {
        ("desk", "/duty"), ("desk", "/pauses"), ("desk", "/pauses/<event_id>/end"),
        ("desk", "/calls/<event_id>/came"),
        ("desk", "/calls/<event_id>/taken"), ("desk", "/wall"),
        ("desk", "/served"), ("desk", "/served/<event_id>/undo"),
        ("desk", "/colleagues/give/<badge>"),
        ("desk", "/tickets"), ("desk", "/tickets/<system>/end"),
        ("desk", "/api/tickets"), ("desk", "/api/queue"),
        ("desk", "/sync-file"), ("desk", "/sync-file/taken"), ("office", "/stations/files"),
        ("desk", "/screens"), ("desk", "/screens/<pairing>/end"), ("desk", "/passphrase"),
        ("desk", "/counter"), ("desk", "/counter/box"), ("desk", "/counter/praise"),
        ("desk", "/morning"),
        ("desk", "/meetings/<kind>"), ("desk", "/meetings/<kind>/lines"),
        ("desk", "/meetings/<kind>/actions"),
        ("desk", "/actions/<event_id>/done"), ("desk", "/actions/<event_id>/move"),
        ("desk", "/standards/check/<key>"), ("desk", "/standards/arrival"),
        ("desk", "/rulebooks/<key>"),
        ("desk", "/learning/daily"), ("desk", "/notebook/new"), ("desk", "/quiz"),
        ("desk", "/quiz/again"),
        ("desk", "/notebook/<note_id>/judge"),
        *((screen, path) for screen in ("desk", "office") for path in NOTES),
        *(("desk", f"/diary{step}") for step in DIARY),
        *((screen, path) for screen in ("desk", "office") for path in REGISTERS),
        *((screen, path) for screen in ("desk", "office") for path in CALL),
        ("desk", "/support"), ("desk", "/support/own/<call_id>/agree"),
        ("desk", "/support/own/<call_id>/withdraw"), ("office", "/intake/v1/letters/<digest>"),
        ("desk", "/ideas"), *((screen, path) for screen in ("desk", "office") for path in IDEA),
        ("desk", "/about-me/<entry_id>"), ("desk", "/stories"),
        ("desk", "/clock"), ("office", "/clock"),
        ("desk", "/pin"), ("desk", "/pins/<badge>"), ("desk", "/drafts"), ("office", "/drafts"),
        ("desk", "/cases/find"),
        *((screen, path) for screen in ("desk", "office") for path in publishing),
        ("desk", "/schemes/<key>/lock"), ("office", "/schemes/<key>/lock"),
        *((screen, "/alarms/<code>/settle") for screen in ("desk", "office")),
        *((screen, path) for screen in ("desk", "office") for path in ALERTS),
        *((screen, "/feedback/<branch>/<event_id>/handled") for screen in ("desk", "office")),
        *((screen, "/feedback/<branch>/<event_id>/ruling") for screen in ("desk", "office")),
        ("office", "/flags/<branch>/<event_id>"),
        ("desk", "/own/grades/<event_id>"),
        ("office", "/codes"), ("office", "/cases/<branch>/reseal"),
        ("office", "/seal-keys/<branch>/<event_id>"),
        ("office", "/intake/v1/enrol"), ("office", "/intake/v1/entries"),
        ("office", "/intake/v1/contacts/<digest>"), ("office", "/intake/v1/epoch"),
        ("office", "/intake/v1/returned"), ("office", "/intake/v1/return"),
        ("office", "/stations/<station>/lost"),
        ("office", "/stations/<station>/revoke"), ("office", "/stations/<station>/release"),
        ("office", "/programs"), ("office", "/programs/<sha256>/offer"),
        ("office", "/programs/<sha256>/widen"), ("office", "/programs/<sha256>/go-on"),
        ("office", "/programs/<sha256>/drop"),
        ("office", "/reports/<period>/<first>/issue"), ("office", "/report-subscriptions"),
        ("office", "/report-subscriptions/<key>/end"),
        ("office", "/report-subscriptions/<key>/send"),
        ("office", "/consumers"), ("office", "/consumers/<consumer>/end"),
        ("office", "/user-tables"), ("office", "/user-tables/<key>"),
        ("office", "/users"), ("office", "/users/<name>/password"),
        ("office", "/users/<name>/<step>"), ("office", "/users/<name>/role"),
        ("office", "/users/<name>/second-factor"), ("office", "/second-factor"),
        ("office", "/sign-in/code"), ("office", "/sign-in/set-up"),
        ("office", "/invitations/<token>"), ("office", "/receipt"),
        *((screen, path) for screen in ("desk", "office") for path in CASE_STEPS),
        ("desk", "/vote"), ("desk", "/vote/<election>"), ("desk", "/vote/<election>/close"),
        ("desk", "/vote/<election>/cancel"),
        *((screen, path) for screen in ("desk", "office") for path in BALLOTS),
    }  # fmt: skip
    assert set(SCREENS) == {"lobby", "desk", "office"}


def test_the_table_of_cases_in_the_docs_is_the_codes():
    command = [sys.executable, str(TOP / "kiosk.py"), "case-table"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(printed.splitlines()) > 20
    assert (TOP / "docs/cases.md").read_text("utf-8").endswith("\n" + printed)


def test_columns_of_the_ledger_are_those_of_a_fact():
    from kiosk.records.ledger.ledger import Ledger

    assert set(facts.COLUMNS) < set(Ledger._meta.fields)  # type: ignore[attr-defined]


KEYWORDS = {"type=int", "type=float"}
READERS = {"int", "float", "Decimal", "fromisoformat"}
OURS = "counts, flags and days out of our own database"
BOUNDED = "decoded with bounds"
LITERALS = "constants of the program"
READ_ELSEWHERE: dict[str, tuple[str, str]] = {
    "float(number)": ("files.drawings", "the program's own drawings"),
    "int(colour[i:i + 2], 16)": ("files.drawings", "the program's own colours"),
    "int(other[i:i + 2], 16)": ("files.drawings", "the program's own colours"),
    **dict.fromkeys(
        ("int(number)", "float(number % 1)", "int(said)", "int(style)", "int(found.group(1), 16)",
         "int(attributes['numFmtId'])", "int(attributes.get('numFmtId', '0'))"),
        ("files.", "in the confined child, where what fails is a damaged file"),
    ),
    **dict.fromkeys(
        ("int(top)", "int(bottom)", "int(cell.exact)"),
        ("rules.spreadsheets.tables", "at most seven digits, matched beside it"),
    ),
    "float(number[0])": ("files.charts.inline", "a number that V8 wrote, matched beside it"),
    "float(root.attrib[side])": (
        "files.charts.inline", "what is no number is refused, and an endless one too"),
    "int(seconds)": ("files.confined", "a limit that the program sets for its child"),
    "datetime.datetime.fromisoformat(f'{day}T00:00:00+00:00')": (
        "files.sheets.typesetting", "a day that the program gives its child"),
    "int(memory)": ("files.confined", "a limit that the program sets for its child"),
    "int(super().received(data))": ("commands.listening", "how many bytes were taken"),
    "int(text)": ("ground.databases.differences", "PostgreSQL's own numbers"),
    "float(text)": ("ground.databases.differences", "PostgreSQL's own numbers"),
    "int(self.sql('SELECT pg_database_size(current_database())').fetchone()[0])": (
        "ground.databases.postgresql", OURS),
    "int(db.run(query))": ("records.cases.contact_store", OURS),
    "int(sent)": ("records.cases.contact_store", OURS),
    "int(n or 0)": ("records.cases.lists", OURS),
    "int(case_id[:5], 16)": ("rules.cases.numbering", "five hex digits of an event_id"),
    "int(case.on_time)": ("records.cases.state", OURS),
    "int(case.special)": ("records.cases.state", OURS),
    "int(withdrawn)": ("records.hall.served_state", OURS),
    "int(new)": ("records.hall.ticket_systems", OURS),
    "int(not said or said[-1].mark == 'on')": ("records.hall.ticket_feeds", OURS),
    "int(verdict.counted)": ("records.exchange", OURS),
    "int(not before.has_office)": ("records.exchange.joining", OURS),
    "int(first.seq)": ("records.exchange.revocation", OURS),
    "int(one.at)": ("records.exchange.revocation", OURS),
    "int(row[-1])": ("records", OURS),
    "int(one)": ("records.reports.", OURS),
    "int(db.tuples(_RECEIVED, branch=branch, day=day.isoformat())[0][0] or 0)": (
        "records.feedback.thanks", OURS),
    "int(found.at)": ("records.alerts.outbox", OURS),
    **dict.fromkeys(
        ("int(urgent)", "int(what.urgent)", "int(what.head_only)",
         "int(_is_shown(halls, what, 'office' if halls.at_office else 'desk', places))"),
        ("records.alerts", "flags of the program"),
    ),
    "int(found.settled)": ("records.ledger.times", OURS),
    "datetime.date.fromisoformat(day)": ("records.publishing.documents", OURS),
    "int(before.number)": ("records.stations.last_calls", OURS),
    "int(call.manifest)": ("records.stations.last_calls", OURS),
    "int(said[field])": ("web.office.filters", "one of the codes offered, checked beside it"),
    "int(10 * lowest)": ("web.office.overview", OURS),
    "float(1 << min(failures, 20))": ("rules.office.backoff", "bounded beside it"),
    "float(burst)": ("rules.office.rate", LITERALS),
    "float(SILENCE_S)": ("sync.http", LITERALS),
    "Decimal(pixels[1])": ("web.frame.assets.styles", "the program's own stylesheets"),
    "Decimal(len(tariff.zones))": ("rules.publishing.tariffs", BOUNDED),
    "Decimal(stage.up_to)": ("rules.publishing", BOUNDED),
    "Decimal(tariff.zones[zone].stages[-1].up_to)": ("rules.publishing.tariffs", BOUNDED),
    "Decimal(tariff.persons)": ("rules.publishing.tariffs", BOUNDED),
    "Decimal(one)": ("rules.publishing.tariffs", BOUNDED),
    **dict.fromkeys(
        ("Decimal(number)", "Decimal(100 * good)", "Decimal(f'{100 * low:.{_PLACES}f}')"),
        ("records.recognition.", OURS),
    ),
    "Decimal(sum((one.sum for one in of)))": ("rules.recognition.registers", "bounded beside it"),
    "Decimal(weight)": ("rules.publishing.printed_tariffs", BOUNDED),
}  # fmt: skip
"""Calls that may read a number otherwise: where, and why."""


def read_numbers(path: Path) -> set[str]:
    """The calls in a file that read a number or a day from something that is no literal."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.keyword)
            and node.arg == "type"
            and ast.unparse(node.value) in READERS
        ):
            found.add(f"type={ast.unparse(node.value)}")
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if name in READERS and not isinstance(node.args[0], ast.Constant):
            found.add(ast.unparse(node))
    return found


def test_numbers_and_days_from_outside_are_read_in_one_place():
    """`int` takes digits of all scripts and any length, `Decimal("1e9999999")` a machine's memory.
    What comes from outside goes through kiosk/rules/input."""
    read = {
        (module_of(path).removeprefix("kiosk."), call)
        for path in PYTHON
        for call in read_numbers(path)
        if not module_of(path).startswith(("kiosk.rules.input.", "kiosk.demo."))
    }
    for module, call in sorted(read):
        where, _ = READ_ELSEWHERE.get(call, ("nowhere", ""))
        assert module.startswith(where), f"{module}: {call}: use kiosk/rules/input"
    assert set(READ_ELSEWHERE) == {call for _, call in read}, "an exception that is not needed"


def test_a_number_read_by_hand_is_found(tmp_path: Path):
    source = tmp_path / "a.py"
    source.write_text(
        "int(typed); Decimal(a or '0'); request.args.get('page', type=int); int('7')\n"
        "datetime.date.fromisoformat(x)\n", "utf-8"
    )  # fmt: skip
    assert read_numbers(source) == {
        "int(typed)", "Decimal(a or '0')", "type=int", "datetime.date.fromisoformat(x)",
    }  # fmt: skip
