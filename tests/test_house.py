"""The house: which folder may import which, and how large a folder may grow
(docs/architecture.md). Imports inside functions count like all others."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
KIOSK, TESTS = TOP / "kiosk", TOP / "tests"
MOST_FILES = 12

LAYERS: dict[str, set[str]] = {
    "vocabulary": set(),
    "rules": {"vocabulary"},
    "ground": {"vocabulary"},
    "files": {"vocabulary", "rules"},
    "records": {"vocabulary", "rules", "ground", "files.text"},
    "sync": {"vocabulary", "rules", "ground", "records", "version"},
    "web": {"vocabulary", "rules", "ground", "files", "records", "version"},
    "app": {"vocabulary", "ground", "web"},
    "commands": {
        "vocabulary",
        "rules",
        "ground",
        "files",
        "records",
        "sync",
        "app",
        "simulation",
        "demo.run",
    },
    "simulation": {"vocabulary"},
    "demo": {
        "vocabulary",
        "rules",
        "ground",
        "files",
        "records",
        "sync",
        "simulation",
        "version",
    },
}
"""Each part of kiosk/ and what it may import besides itself. `version` is kiosk/__init__.py,
and of the demo nobody but its command imports anything."""
RANKS: dict[str, tuple[str, ...]] = {
    "records": (
        "ledger", "publishing", "people", "feedback", "cases", "hall", "standards", "tasks",
        "learning", "recognition", "oversight", "reports", "stations", "receipts", "exchange",
        "transparency", "alerts", "upkeep",
    ),
    "rules": (
         "input", "spreadsheets", "ledger", "transparency", "publishing", "people", "feedback",
         "cases", "hall", "standards", "tasks", "learning", "recognition", "office", "alerts",
         "upkeep",
     ),
    "web": ("frame", "lobby", "desk", "staff", "office", "machines"),
}  # fmt: skip
"""Folders of a layer: each imports only those before it."""

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.en.md",
    "README.md",
    "SECURITY.md",
    "STYLE.md",
    "babel.cfg",
    "deploy",
    "docs",
    "kiosk",
    "kiosk.py",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements-fuzz.in",
    "requirements-fuzz.txt",
    "requirements-node.in",
    "requirements-node.txt",
    "requirements.in",
    "requirements.txt",
    "static",
    "templates",
    "tests",
    "verify",
}
"""What the repository has at its top."""


def sources() -> list[Path]:
    return sorted(path for path in KIOSK.rglob("*.py") if "migrations" not in path.parts)


def mirroring() -> list[Path]:
    """The files of the tests that mirror the program: of those folders that it has too."""
    layers = sorted({path.parent for path in TESTS.glob("*/__init__.py")})
    return [
        path
        for layer in layers
        if (KIOSK / layer.name).is_dir()
        for path in sorted(layer.rglob("*.py"))
    ]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


def is_module(name: str) -> bool:
    path = TOP / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                found.add(deeper if is_module(deeper) else node.module)
    return found


def ours(path: Path) -> set[str]:
    """The same for modules of kiosk, without the package's name; the package is `version`."""
    found = {name for name in imports(path) if name.split(".")[0] == "kiosk"}
    return {name.removeprefix("kiosk.").replace("kiosk", "version") for name in found}


@pytest.mark.skipif(not (TOP / ".git").exists(), reason="not a copy of the repository")
def test_nothing_else_is_at_the_top():
    git = ["git", "-C", str(TOP), "ls-files", "-z"]
    names = subprocess.run(git, capture_output=True, check=True, text=True, timeout=60).stdout
    assert {name.split("/")[0] for name in names.split("\0") if name} == TOP_LEVEL


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_a_layer_imports_only_what_it_may(path: Path):
    module = module_of(path)
    if module == "kiosk":
        assert not ours(path)
        return
    part = module.split(".")[1]
    allowed = LAYERS[part] | {part}
    for name in ours(path):
        assert any(name == one or name.startswith(f"{one}.") for one in allowed), (module, name)


def test_only_its_command_imports_the_demo():
    importing = {
        module_of(path) for path in sources() if any(n.startswith("demo") for n in ours(path))
    }
    assert {name for name in importing if not name.startswith("kiosk.demo")} == {
        "kiosk.commands.main"
    }


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_a_folder_imports_only_those_of_lower_rank(path: Path):
    parts = module_of(path).split(".")
    if len(parts) < 3 or parts[1] not in RANKS:
        return
    ranks = RANKS[parts[1]]
    assert parts[2] in ranks, f"{parts[1]}/{parts[2]} has no rank"
    for name in ours(path):
        layer, *folder = name.split(".")
        if layer == parts[1] and folder and folder[0] in ranks:
            assert ranks.index(folder[0]) <= ranks.index(parts[2]), (module_of(path), name)


def arrows() -> dict[str, set[str]]:
    """Module -> modules of kiosk that it imports."""
    known = {module_of(path).removeprefix("kiosk.") for path in sources()}
    return {
        module_of(path).removeprefix("kiosk."): ours(path) & known
        for path in sources()
        if module_of(path) != "kiosk"
    }


def circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """A path back to itself for every module that has one."""
    for start in sorted(graph):
        paths = [[start]]
        seen: set[str] = set()
        while paths:
            path = paths.pop()
            for name in graph.get(path[-1], ()):
                if name == start:
                    yield [*path, start]
                    paths = []
                    break
                if name not in seen:
                    seen.add(name)
                    paths.append([*path, name])


def test_there_is_no_circle():
    assert list(circles(arrows())) == []
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a"}})), "it would be seen"


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_nobody_imports_anothers_private_names(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kiosk"):
            private = [alias.name for alias in node.names if alias.name.startswith("_")]
            assert not private, (module_of(path), private)


def folders() -> list[Path]:
    """The program's folders, and those of the tests that mirror them."""
    return sorted({path.parent for path in (*sources(), *mirroring())})


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(TOP)))
def test_a_folder_holds_no_more_than_anyone_keeps_in_mind(folder: Path):
    assert len([path for path in folder.glob("*.py") if path.stem != "__init__"]) <= MOST_FILES
    assert (folder / "__init__.py").exists()


# Tests --------------------------------------------------------------------------


TESTED_ELSEWHERE = {
    "kiosk.vocabulary.facts": "pages of shapes: tests/vocabulary/test_facts.py",
    "kiosk.ground.tables": "only shapes: tests/test_conventions.py looks at every table",
    "kiosk.demo.run": "run as the command that it is: tests/browser/demo_hall.py",
}
"""Modules, and a folder of modules, without a test file of their own, and why."""


@pytest.mark.parametrize(
    "path", [path for path in sources() if path.stem != "__init__"], ids=module_of
)
def test_a_module_has_its_tests_beside_it(path: Path):
    """kiosk/rules/cases/moves.py is tested by tests/rules/cases/test_moves.py."""
    beside = TESTS / path.relative_to(KIOSK).with_name(f"test_{path.name}")
    if {module_of(path), module_of(path.parent)} & set(TESTED_ELSEWHERE):
        assert not beside.exists(), "it has tests of its own now"
    else:
        assert beside.exists() and "def test_" in beside.read_text("utf-8")


@pytest.mark.parametrize("path", mirroring(), ids=module_of)
def test_tests_stand_beside_a_module_and_are_short(path: Path):
    if path.stem.startswith("test_"):
        tested = KIOSK / path.relative_to(TESTS).with_name(path.stem.removeprefix("test_"))
        assert tested.with_suffix(".py").exists() or (tested / "__init__.py").exists()
    assert len(path.read_text("utf-8").splitlines()) <= 250


def test_of_the_demo_only_its_own_tests_import_anything():
    importing = {
        path for path in TESTS.rglob("*.py") if any(name.startswith("demo") for name in ours(path))
    }
    assert {path.relative_to(TESTS).parts[0] for path in importing} == {"demo"}


# Pages --------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in sources() if "web" in path.parts], ids=module_of)
def test_no_page_holds_a_query(path: Path):
    """Pages ask verbs of records; peewee appears only where its errors are handled."""
    text = path.read_text("utf-8")
    assert not re.search(r"\.(select|where|order_by)\(", text)
    assert not re.search(r"\bdb\(\)\.(rows|first|run|sql|ask|tuples|stream|writing)\(", text)
    assert "peewee" not in imports(path) or module_of(path) == "kiosk.web.frame.frame"


LOBBY_MAY = {
    "records.cases.filing",
    "records.cases.steps.reopen",
    "records.cases.contact_use.withdraw",
}


def test_the_lobby_files_reopens_and_withdraws_and_does_nothing_else_to_cases():
    for path in (KIOSK / "web" / "lobby").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            for alias in node.names:
                name = f"{node.module}.{alias.name}".removeprefix("kiosk.")
                if name.startswith("records.cases"):
                    assert any(name == may or name.startswith(f"{may}.") for may in LOBBY_MAY), name


# The door ----------------------------------------------------------------------

INSERTING = {"kiosk.records.ledger.writing", "kiosk.records.exchange.arrivals"}
"""Who stores rows of the ledger: the door, and what arrives from elsewhere."""


def calls(path: Path) -> set[str]:
    """The attributes that a file calls: `ledger.insert` for `ledger.insert(…)`."""
    return {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    }


def test_own_facts_go_through_the_door_alone():
    for path in sources():
        module = module_of(path)
        if calls(path) & {
            "ledger.insert",
            "ledger.set_head",
            "Ledger.insert",
            "Ledger.insert_many",
        }:
            assert module in INSERTING, module
        text = path.read_text("utf-8")
        if re.search(r"\b_append\(|writing import .*_append", text):
            assert module == "kiosk.records.ledger.writing", module
        if re.search(r"INSERT INTO ledger", text):
            assert module == "kiosk.records.ledger.ledger", module


def test_bodies_are_read_in_one_place():
    """What a body can hold, one reader knows; a screen never meets it undecoded."""
    for path in sources():
        if "facts.decode" in calls(path) or "_fact.decode" in calls(path):
            name = module_of(path)
            assert name in ("kiosk.records.ledger.ledger", "kiosk.vocabulary.facts"), name


@pytest.mark.parametrize(
    "path", sorted((TOP / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_every_form_that_is_posted_carries_a_key(path: Path):
    """The form's key makes sending it twice the same fact; a form that is sent again after
    a refusal brings all that was in it. A witness stores nothing of what it is asked."""
    if path.parent.name == "witness":
        return
    for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.S):
        if 'method="post"' in form:
            assert "form_key(" in form or "form.key(" in form, form[:200]
