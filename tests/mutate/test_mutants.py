"""The faults that are put in: which ones there are, and that one of them is noticed."""

import ast
from collections import Counter

import pytest

from tests.mutate.equivalent import EQUIVALENT
from tests.mutate.groups import GROUPS, TOP, mirror, modules
from tests.mutate.judging import code_of, functions, replaced
from tests.mutate.mutants import mutated, sites


def changes(source: str) -> list[str]:
    return [site.change.replace("  →  ", " > ") for site in sites(ast.parse(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a < b > a <= b"]),
        ("a in b and c", ["a in b and c > a in b or c", "a in b > a not in b"]),
        ("x = not a", ["not a > a"]),
        ("x = -1", ["-1 > 1", "1 > 2"]),
        ("x = 'code'", ["'code' > 'codeX'"]),
        ("x = 'words for people'", []),
        ("x: int | None = True", ["True > False"]),
        ("import a", []),
        ("if a:\n    f()", ["if a:… > if not a:…", "f() > pass"]),
        ("if a == b:\n    break", ["a == b > a != b", "break > pass"]),
        ("def f():\n    '''Doc.'''\n    return a", ["return a > return None"]),
        ("raise E('bad_code')", ["raise E('bad_code') > pass", "'bad_code' > 'bad_codeX'"]),
        ("raise E('what is wrong')", ["raise E('what is wrong') > pass"]),
        ("def f():\n    log.info('x')", []),
        ("x += 1", ["x += 1 > pass", "x += 1 > x -= 1", "1 > 2"]),
        ("x = [a for a in b if a]", ["[a for a in b if a] > [a for a in b]"]),
        ("class A:\n    class Meta:\n        key = 'k'", []),
        ("x: Literal['a']", []),
        ("x = peewee.TextField(null=True)", []),
        ("log = logging.getLogger('name')", []),
        ("T = TypeVar('T')", []),
        ("A.add_index(A.index(A.day, name='a_day'))", []),
    ],
)  # fmt: skip
def test_every_small_fault_is_tried_and_no_wording(source: str, expected: list[str]):
    assert changes(source) == expected


def test_a_fault_is_the_only_change():
    source = "def f(a):\n    return a + 1 < 2\n"
    made = [ast.unparse(mutated(source, number)).splitlines()[1].strip() for number in range(5)]
    assert made == [
        "return None",
        "return a + 1 <= 2",
        "return a - 1 < 2",
        "return a + 2 < 2",
        "return a + 1 < 3",
    ]


def test_a_fault_is_put_into_the_function_that_is_running():
    from kiosk.rules.ledger import undo

    module = "kiosk/rules/ledger/undo.py"
    found = sites(ast.parse((TOP / module).read_text("utf-8")))
    number = next(n for n, site in enumerate(found) if site.function == "void_id")
    held = functions([module])[module, "void_id"]
    before, codes = undo.void_id.__code__, code_of(module, number, "void_id")
    try:
        assert replaced(held, codes)
        assert undo.void_id("a") is None
    finally:
        undo.void_id.__code__ = before
    assert not replaced([], codes), "it has to be loaded again"


def test_every_module_of_a_group_is_there_once_and_has_tests():
    named = Counter(name for group in GROUPS.values() for name in modules(group))
    assert set(named.values()) == {1}
    assert all((TOP / mirror(name)).exists() for name in named)
    assert all((TOP / name).exists() for group in GROUPS.values() for name in group.tests)


def test_what_is_called_equivalent_is_a_fault_that_is_tried():
    for one in EQUIVALENT:
        lines = (TOP / one.module).read_text("utf-8").splitlines()
        assert any(
            site.change == one.change and one.line in lines[site.line - 1]
            for site in sites(ast.parse("\n".join(lines)))
        ), one
        assert one.reason
