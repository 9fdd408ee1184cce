"""The faults that are tried: every place of a module where one small change makes another program.

Annotations, docstrings, log lines and wording are left as they are: no test is asked to hold them.
So are the keys and indexes of tables, which tests/test_migrations.py compares with the migrations.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.Pow: ast.Mult,
}  # fmt: skip
LOGS = {"log", "logger", "logging"}
NEGATED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
"""Comparisons whose swap is the negation of the condition, so that one of the two is enough."""


class Site(NamedTuple):
    """One fault: where it is, what it changes, and the call that puts it into its tree."""

    first: int
    """The line on which the statement begins that holds it."""
    line: int
    last: int
    change: str
    function: str | None
    """The outermost function whose body holds it, as Python qualifies names; None outside."""
    apply: Callable[[], None]


class Walk(NamedTuple):
    """Where the walk is: in which statement, class and function, and whether in a `raise`."""

    first: int = 0
    names: tuple[str, ...] = ()
    function: str | None = None
    raised: bool = False


def sites(tree: ast.Module) -> list[Site]:
    """All faults of a module, in the order of its text."""
    return list(_within(tree, Walk()))


def mutated(source: str, number: int) -> ast.Module:
    """The module with one of its faults."""
    tree = ast.parse(source)
    sites(tree)[number].apply()
    return ast.fix_missing_locations(tree)


def _within(node: ast.AST, at: Walk) -> Iterator[Site]:
    for child, put in _children(node):
        if _is_left(node, child):
            continue
        here = _entered(node, child, at)
        for new in _instead(child, here):
            yield _site(child, new, put, here)
        named = isinstance(child, ast.ClassDef | ast.FunctionDef)
        inside = here._replace(names=(*here.names, child.name)) if named else here
        yield from _within(child, inside)


def _site(old: ast.AST, new: ast.AST, put: Callable[[ast.AST], None], at: Walk) -> Site:
    assert isinstance(old, ast.expr | ast.stmt)
    change = f"{_short(old)}  →  {_short(new)}"
    copied = ast.copy_location(new, old)
    last = old.end_lineno or old.lineno
    return Site(at.first, old.lineno, last, change, at.function, lambda: put(copied))


def _entered(parent: ast.AST, child: ast.AST, at: Walk) -> Walk:
    """The walk at this child: what is in a body belongs to the outermost function."""
    if not isinstance(child, ast.stmt):
        return at
    at = at._replace(first=child.lineno, raised=isinstance(child, ast.Raise))
    outermost = isinstance(parent, ast.FunctionDef) and not at.function
    return at._replace(function=".".join(at.names)) if outermost else at


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    """What a node holds, each with the call that puts something else there."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "keywords"} and not isinstance(node, ast.Call):
            continue
        if isinstance(value, ast.AST):
            yield value, lambda new, field=field: setattr(node, field, new)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield one, lambda new, held=value, at=number: held.__setitem__(at, new)


def _is_left(parent: ast.AST, child: ast.AST) -> bool:
    if isinstance(child, ast.Expr):
        return isinstance(child.value, ast.Constant) or _is_aside(child.value)
    if isinstance(child, ast.If):
        return ast.unparse(child.test) == "TYPE_CHECKING"
    if isinstance(child, ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.ClassDef) and child.name == "Meta":
        return True
    if isinstance(parent, ast.Call):
        called = ast.unparse(parent.func)
        field = called.startswith("peewee.") and called.endswith("Field")
        return (
            field
            or called in {"logging.getLogger", "TypeVar"}
            or (called == "cast" and child is parent.args[0])
        )
    return isinstance(parent, ast.Subscript) and ast.unparse(parent.value) == "Literal"


def _is_aside(value: ast.expr) -> bool:
    """Whether this is a call that only logs, or adds an index to a table."""
    called = value.func if isinstance(value, ast.Call) else None
    if not isinstance(called, ast.Attribute):
        return False
    return ast.unparse(called.value) in LOGS or called.attr == "add_index"


def _instead(node: ast.AST, at: Walk) -> Iterator[ast.AST]:
    """What could be written here instead."""
    yield from _conditions(node)
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            new = copy.copy(node)
            new.ops = [*node.ops[:number], COMPARED[type(operator)](), *node.ops[number + 1 :]]
            yield new
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(op=other, values=node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        if at.function or not isinstance(node.op, ast.BitOr):  # outside functions it joins types
            yield ast.BinOp(left=node.left, op=COMPUTED[type(node.op)](), right=node.right)
    elif isinstance(node, ast.Constant):
        yield from _values(node.value, at.raised)
    else:
        yield from _statements(node)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=ast.expr() as value):
            if not isinstance(value, ast.Constant):
                yield ast.Return(value=ast.Constant(value=None))
        case ast.AugAssign(target=target, op=op, value=value):
            yield ast.Pass()
            if type(op) in COMPUTED:
                yield ast.AugAssign(target=target, op=COMPUTED[type(op)](), value=value)
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Delete():
            yield ast.Pass()


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    """The same with its condition negated, where no swap inside does that already."""
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        if not _is_negated(node.test):
            new = copy.copy(node)
            new.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
            yield new
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        for number, loop in enumerate(node.generators):
            if loop.ifs:
                new = copy.copy(node)
                without = ast.comprehension(loop.target, loop.iter, [], loop.is_async)
                new.generators = list(node.generators)
                new.generators[number] = without
                yield new


def _is_negated(test: ast.expr) -> bool:
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and isinstance(test.ops[0], NEGATED)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def _values(value: object, raised: bool) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, bytes):
        yield ast.Constant(value=value + b"X")
    elif isinstance(value, str) and not _is_wording(value, raised):
        yield ast.Constant(value=value + "X")


def _is_wording(value: str, raised: bool) -> bool:
    """Whether a text is for people; a code that an exception carries is not."""
    return " " in value or not value.isascii() or (raised and not value.isidentifier())


def _short(node: ast.AST) -> str:
    """One line of what a node says."""
    lines = ast.unparse(node).splitlines()
    return lines[0][:90] + ("…" if len(lines) > 1 or len(lines[0]) > 90 else "")
