"""Tries mutants by pytest: the tests are collected once and traced once, then each mutant runs in
a fork in which the code of its function is replaced. The working tree is never written.

A test judges a mutant if it passed through the mutant's lines; one case of each comes first,
the fastest before the others, and the first that fails has killed it.
"""

import gc
import pickle
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutate.forks import Fork, all_of
from tests.mutate.groups import TOP, mirror
from tests.mutate.mutants import Site, mutated

MOST_SECONDS = 30.0
"""Tests of so many seconds of the processor altogether judge one mutant."""
NOT_REPLACED = "not replaced"
"""Said of a mutant whose module has to be loaded with it."""

Reached = dict[str, tuple[float, dict[str, set[int]]]]
"""Test -> its seconds of the processor, and the lines of each module that it passed through."""


def chosen(reached: Reached, module: str, site: Site, outside: bool) -> list[str]:
    """The tests that judge a mutant. Of one outside functions no line is passed through, so that
    all do: first those of the module's own file, then those that reach any line of the module."""
    own = f"{mirror(module)}::"
    lines = set(range(site.first, site.last + 1))
    cases, found = Counter[str](), []
    for test, (seconds, passed) in sorted(reached.items(), key=lambda one: one[1][0]):
        through = passed.get(module, set())
        if through & lines or outside:
            function = test.partition("[")[0]
            near = (not through & lines, not test.startswith(own), not through)
            found.append((near, cases[function], seconds, test))
            cases[function] += 1
    names, spent = list[str](), 0.0
    for _, _, seconds, test in sorted(found):
        if not names or spent + seconds <= MOST_SECONDS:
            names.append(test)
            spent += seconds
    return names


def seconds_of(reached: Reached, tests: list[str]) -> float:
    return sum(reached[test][0] for test in tests)


class Collected:
    """A pytest plugin that keeps what was collected, and runs `then` in place of the tests."""

    def __init__(self, then: Callable[[list[pytest.Item]], None]) -> None:
        self.then = then

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.then(session.items)
        return True


def collect(paths: list[str], then: Callable[[list[pytest.Item]], None]) -> int:
    """Collects the tests and hands them on; without offices on PostgreSQL, which try the same."""
    quiet = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not postgresql"]
    return int(pytest.main([*quiet, "--rootdir", str(TOP), *paths], plugins=[Collected(then)]))


def run(items: list[pytest.Item], ended: Callable[[str, float], None] | None = None) -> str | None:
    """Runs tests up to the first that fails, and returns its name."""
    for number, item in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        begun = time.process_time()
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            if not ended:
                return item.nodeid
        elif ended:
            ended(item.nodeid, time.process_time() - begun)
    return None


def trace(items: list[pytest.Item], modules: list[str]) -> Reached:
    """Runs all tests, each with the lines that it passes through; those that fail are left out."""
    watched = {str(TOP / module): module for module in modules}
    lines: dict[str, set[int]] = {}

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.setdefault(watched[frame.f_code.co_filename], set()).add(frame.f_lineno)
        return on_line

    def on_call(frame: FrameType, _: str, __: Any) -> Any:
        return on_line if frame.f_code.co_filename in watched else None

    reached: Reached = {}

    def ended(test: str, seconds: float) -> None:
        reached[test] = seconds, {module: set(found) for module, found in lines.items()}
        lines.clear()

    sys.settrace(on_call)
    threading.settrace(on_call)
    run(items, ended)
    sys.settrace(None)
    return reached


def functions(modules: list[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """Every function of these modules, by module and qualified name."""
    watched = {str(TOP / module): module for module in modules}
    found: dict[tuple[str, str], list[FunctionType]] = {}
    gc.unfreeze()  # what tests/conftest.py has frozen is not among these
    objects = gc.get_objects()
    gc.freeze()
    for one in objects:
        if isinstance(one, FunctionType) and one.__code__.co_filename in watched:
            key = watched[one.__code__.co_filename], one.__code__.co_qualname
            found.setdefault(key, []).append(one)
    return found


def code_of(module: str, number: int, function: str) -> list[CodeType]:
    """The code of a function in its mutant; several where a name was defined more than once."""
    tree = mutated((TOP / module).read_text("utf-8"), number)
    waiting = [compile(tree, str(TOP / module), "exec")]
    found = []
    while waiting:
        code = waiting.pop()
        if code.co_qualname == function:
            found.append(code)
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    return found


def replaced(held: list[FunctionType], codes: list[CodeType]) -> bool:
    """Puts the code in; False where that can't be, since it closes over other names."""
    by_line = {code.co_firstlineno: code for code in codes}
    pairs = [(one, by_line.get(one.__code__.co_firstlineno)) for one in held]
    if not pairs or any(
        code is None or code.co_freevars != one.__code__.co_freevars for one, code in pairs
    ):
        return False
    for one, code in pairs:
        assert code is not None
        one.__code__ = code
    return True


def judge(
    items: list[pytest.Item],
    wanted: list[tuple[str, int, Site]],
    file: Path,
    at_once: int,
) -> None:
    """Tries those mutants that are inside a function; to `file` goes
    what the tests reach, which of them fail as it is, and what killed each mutant, if anything."""
    names = {module for module, _, _ in wanted}
    traced = file.with_suffix(".reached")
    fork = Fork(lambda: traced.write_bytes(pickle.dumps(trace(items, sorted(names)))) and None)
    all_of([fork], 1, lambda _: None)
    reached: Reached = pickle.loads(traced.read_bytes())
    by_name = {item.nodeid: item for item in items}
    held = functions(sorted(names))
    forks = []
    for module, number, site in wanted:
        tests = chosen(reached, module, site, outside=False)
        if site.function and tests:
            codes = code_of(module, number, site.function)
            inside = held.get((module, site.function), [])
            job = _job(inside, codes, [by_name[test] for test in tests])
            forks.append(Fork(job, seconds_of(reached, tests), (module, number)))
    all_of(forks, at_once, lambda _: None)
    tried = {fork.key: fork.killed for fork in forks if fork.killed != NOT_REPLACED}
    failing = [item.nodeid for item in items if item.nodeid not in reached]
    file.write_bytes(pickle.dumps((reached, failing, tried)))


def _job(
    held: list[FunctionType], codes: list[CodeType], items: list[pytest.Item]
) -> Callable[[], str | None]:
    def job() -> str | None:
        return run(items) if replaced(held, codes) else NOT_REPLACED

    return job


def again(module: str, number: int, tests: list[str]) -> str | None:
    """Loads the whole module with its mutant, then runs tests: for what is outside functions."""
    finder = Finder(module, number)
    sys.meta_path.insert(0, finder)
    try:
        __import__(finder.name)
    except Exception as error:
        return f"import: {type(error).__name__}"
    killed: list[str | None] = []

    def then(items: list[pytest.Item]) -> None:
        by_name = {item.nodeid: item for item in items}
        gone = [test for test in tests if test not in by_name]
        killed.append(gone[0] if gone else run([by_name[test] for test in tests]))

    collect(sorted({test.partition("::")[0] for test in tests}), then)
    return killed[0] if killed else "collection"


class Finder:
    """Finds one module, and loads it with its mutant."""

    def __init__(self, module: str, number: int) -> None:
        self.path = TOP / module
        self.number = number
        self.name = module.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        from importlib.util import spec_from_loader

        return spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        module.__file__ = str(self.path)
        tree = mutated(self.path.read_text("utf-8"), self.number)
        exec(compile(tree, str(self.path), "exec"), module.__dict__)
