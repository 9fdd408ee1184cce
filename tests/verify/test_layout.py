"""The auditor's program is one file that is read before it is run: the rules first, and of each
command so few lines that they are read in one go."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from verify import verify

TEXT = Path(verify.__file__).read_text("utf-8")
TREE = ast.parse(TEXT)
MOST = 1_094
"""Lines of the file."""
OF_COMMAND = {"database": 270, "receipt": 225, "proof": 190, "log": 505, "file": 395}
"""Lines that a command runs through, at most: docs/verify.md."""


def parts() -> Iterator[tuple[str, ast.stmt]]:
    """What the file defines, by name."""
    for node in TREE.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for one in ast.walk(node):
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                    yield one.id, node


PARTS = dict(parts())


def needed(node: ast.AST) -> set[str]:
    """The parts that code names, and those that they name."""
    found: set[str] = set()
    ahead = [node]
    while ahead:
        names = {one.id for one in ast.walk(ahead.pop()) if isinstance(one, ast.Name)}
        new = (names & PARTS.keys()) - found
        found |= new
        ahead += [PARTS[name] for name in new]
    return found


def lines(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_it_is_one_file_that_needs_nothing_of_this_program():
    assert len(TEXT.splitlines()) <= MOST
    assert "import kiosk" not in TEXT and "from kiosk" not in TEXT
    guide = TEXT[TEXT.index("How to read it") :].partition('"""')[0]
    assert len(guide.splitlines()) <= 12


@pytest.mark.parametrize("command", OF_COMMAND)
def test_what_a_command_runs_through_is_short(command: str):
    table = PARTS["COMMANDS"]
    assert isinstance(table, ast.AnnAssign) and isinstance(table.value, ast.Dict)
    names = [one.value for one in table.value.keys if isinstance(one, ast.Constant)]
    assert names == list(OF_COMMAND)
    nodes = {PARTS[name] for name in needed(table.value.values[names.index(command)])}
    assert OF_COMMAND[command] - 25 < sum(map(lines, nodes)) <= OF_COMMAND[command]


def test_rules_come_before_formats():
    first = TEXT.partition("# FORMATS")[0].count("\n") + 1
    rules = {name for name, node in PARTS.items() if node.lineno < first}
    assert {name for name in PARTS if name.startswith("check_")} <= rules
    assert not {name for name in PARTS if name.startswith("read_")} & rules
    raised = re.findall(r'"([a-z ]+)"', TEXT.partition("# RULES")[2].partition("# FORMATS")[0])
    assert verify.NAMES.keys() <= set(raised)


def test_the_documents_say_how_much_there_is_to_read():
    text = Path(verify.__file__).parents[1].joinpath("docs/verify.md").read_text("utf-8")
    for number in (MOST, *OF_COMMAND.values()):
        assert len(re.findall(rf"\b{number}\b", text, re.A)) == 2, number
