"""`make mutate`: puts small faults into chain, sync, sign-in, cases and log, and counts which of
them the tests see. Prints module × mutants × killed and names each survivor; ends with 1 where a
group is below its limit.

    python -m tests.mutate.run --only log
    python -m tests.mutate.run --only kiosk/rules/ledger/chain.py --sample 100 --seed 7
"""

import ast
import os
import pickle
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from tests.mutate.equivalent import EQUIVALENT, Equivalent
from tests.mutate.forks import Fork, all_of
from tests.mutate.groups import GROUPS, LEAST, TOP, Group, judges, modules
from tests.mutate.mutants import Site, sites

Mutant = tuple[str, int, Site]
"""A module, which of its faults, and the fault."""


def mutants(names: list[str]) -> list[Mutant]:
    return [
        (name, number, site)
        for name in names
        for number, site in enumerate(sites(ast.parse((TOP / name).read_text("utf-8"))))
    ]


def equivalents(made: list[Mutant]) -> dict[tuple[str, int], Equivalent]:
    """Those that no test could see. An entry that fits no mutant of its module is an error."""
    found: dict[tuple[str, int], Equivalent] = {}
    unused = [one for one in EQUIVALENT if one.module in {module for module, _, _ in made}]
    for module, number, site in made:
        line = (TOP / module).read_text("utf-8").splitlines()[site.line - 1].strip()
        for one in EQUIVALENT:
            if (one.module, one.change) == (module, site.change) and one.line in line:
                found[module, number] = one
                unused = [other for other in unused if other is not one]
    if unused:
        raise click.ClickException(f"no such mutant: {unused}")
    return found


def preload() -> None:
    """Loads what the tests need of others' code, so that forks have it, and none of ours."""
    import tests.conftest

    for name in list(sys.modules):
        top, _, below = name.partition(".")
        if top == "kiosk" or (top == "tests" and below and not below.startswith("mutate")):
            del sys.modules[name]
            vars(tests).pop(below, None)  # else `from tests import cast` would find the old one


def tried(
    group: Group, wanted: list[Mutant], folder: Path, at_once: int
) -> dict[tuple[str, int], str | None]:
    """Mutant -> what killed it, or None."""
    chosen = sorted({module for module, _, _ in wanted})
    file = folder / "outcomes"
    first = Fork(lambda: _first(group, chosen, wanted, file, at_once), seconds=3600.0)
    all_of([first], 1, lambda _: None)
    if not file.exists():
        raise click.ClickException(f"its tests do not run: {first.killed}")
    reached, failing, killed = pickle.loads(file.read_bytes())
    for test in failing:
        click.echo(f"judges nothing, since it is skipped or fails: {test}", err=True)
    from tests.mutate import judging

    forks = []
    for module, number, site in wanted:
        tests = judging.chosen(reached, module, site, outside=True)
        if (module, number) not in killed and tests:
            seconds = 3 + judging.seconds_of(reached, tests)
            forks.append(Fork(_again(module, number, tests), seconds, (module, number)))
    all_of(forks, at_once, lambda _: None)
    killed |= {fork.key: fork.killed for fork in forks}
    return {(module, number): killed.get((module, number)) for module, number, _ in wanted}


def _first(
    group: Group, chosen: list[str], wanted: list[Mutant], file: Path, at_once: int
) -> str | None:
    from tests.mutate import judging

    _calm()
    judging.collect(
        judges(group, chosen), lambda items: judging.judge(items, wanted, file, at_once)
    )
    return None


def _again(module: str, number: int, tests: list[str]):  # type: ignore[no-untyped-def]
    def job() -> str | None:
        from tests.mutate import judging

        _calm()
        return judging.again(module, number, tests)

    return job


def _calm() -> None:
    """Hypothesis tries the same each time, keeps nothing, and has no limit of its own."""
    from hypothesis import settings

    settings.register_profile("mutate", derandomize=True, database=None, deadline=None)
    settings.load_profile("mutate")


def table(counts: dict[str, Counter[str]]) -> list[str]:
    """The rows of the page, without its head."""
    rows = []
    for name, count in counts.items():
        all_ = count["killed"] + count["survived"]
        share = f"{100 * count['killed'] / all_:.1f} %" if all_ else "–"
        cells = (name, all_, count["killed"], count["survived"], count["equivalent"], share)
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return rows


@click.command()
@click.option("--only", multiple=True, help="A group, or the beginning of a module's path.")
@click.option("--sample", default=0, help="So many mutants of each group; 0: all of them.")
@click.option("--seed", default=1, help="Which ones are drawn.")
@click.option("--at-once", default=1, help="So many mutants are tried at the same time.")
def main(only: tuple[str, ...], sample: int, seed: int, at_once: int) -> None:
    os.nice(19)
    os.chdir(TOP)
    preload()
    head = "| module | mutants | killed | survived | equivalent | killed, % |"
    click.echo(f"{head}\n| --- | --- | --- | --- | --- | --- |")
    below, survivors = [], []
    for name, group in GROUPS.items():
        asked = [word for word in only if word != name]
        inside = [m for m in modules(group) if name in only or m.startswith(tuple(asked))]
        made = mutants(modules(group) if not only else inside)
        if not made:
            continue
        same = equivalents(made)
        left = [one for one in made if one[:2] not in same]
        if sample and sample < len(left):
            drawn = random.Random(f"{seed} {name}").sample(range(len(left)), sample)
            left = [left[number] for number in sorted(drawn)]
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            killed = tried(group, left, Path(folder), at_once)
        counts: dict[str, Counter[str]] = {}
        for module, number, site in left:
            by = killed[module, number]
            counts.setdefault(module, Counter())["killed" if by else "survived"] += 1
            if not by:
                survivors.append(f"{module}:{site.line} {site.change}")
        for module, _ in same:
            counts.setdefault(module, Counter())["equivalent"] += 1
        total = sum(counts.values(), Counter[str]())
        share = 100 * total["killed"] / (total["killed"] + total["survived"])
        if share < LEAST:
            below.append(name)
        took = round(time.monotonic() - begun)
        why = Counter(killed.values())
        late = f"{why['time limit']} by time, {why['clock']} by the clock"
        rows = table({**counts, f"**{name}**, {took} s, {late}": total})
        click.echo("\n".join(rows))
    click.echo(f"\n{len(survivors)} survived:\n")
    for line in survivors:
        click.echo(f"- `{line}`")
    sys.exit(f"below {LEAST} %: {', '.join(below)}" if below else 0)


if __name__ == "__main__":
    main()
