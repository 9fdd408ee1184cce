"""`make fuzz`: every decoder that reads bytes from outside is fuzzed for some time, driven by the
coverage of our code. Prints door × inputs × a second × memory × findings; ends with 1 if there are
any.

    python -m tests.fuzz.run --seconds 600
    python -m tests.fuzz.run receipt note --seconds 20
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

from tests.fuzz.doors import WATCHED, doors

TOP = Path(__file__).parents[2]
KEPT = TOP / "var" / "fuzz"
"""Where the inputs of findings are kept."""
SLACK_S = 300


class Result(NamedTuple):
    """`inputs` that were tried, `memory` in MB at most, and what was found; '' for nothing."""

    inputs: int
    memory: int
    found: str


def fuzzed(module: str, name: str, seconds: int, folder: Path) -> Result:
    command = [sys.executable, "-m", "tests.fuzz.one", module, name, str(folder), str(seconds)]
    environment = os.environ | {"TMPDIR": str(folder)}
    try:
        done = subprocess.run(
            command, capture_output=True, cwd=TOP, env=environment, timeout=seconds + SLACK_S
        )
    except subprocess.TimeoutExpired:
        return Result(0, 0, "it did not end")
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    inputs, memory = (_number(said, word) for word in ("number_of_executed_units", "peak_rss_mb"))
    return Result(inputs, memory, _found(said) if done.returncode else "")


def _number(said: str, word: str) -> int:
    found = re.search(rf"stat::{word}:\s*(\d+)", said)
    return int(found[1]) if found else 0


def _found(said: str) -> str:
    """The exception of a finding, else what the fuzzer says it was."""
    found = re.search(r"=== Uncaught Python exception: ===\n(.*)", said)
    found = found or re.search(r"ERROR: (.*)", said)
    return found[1][:200] if found else "it ended"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--seconds", default=60, help="For each door.")
def main(names: tuple[str, ...], seconds: int) -> None:
    """Fuzzes all doors, or those of these NAMES."""
    os.nice(19)
    known = {one.name: module for module in WATCHED for one in doors(module)}
    if set(names) - set(known):
        raise click.ClickException(f"which door? {', '.join(known)}")
    click.echo(
        "| door | inputs | a second | memory, MB | findings |\n| --- | --- | --- | --- | --- |"
    )
    broken = 0
    for name in names or known:
        with tempfile.TemporaryDirectory(prefix="fuzz") as made:
            folder = Path(made)
            result = fuzzed(known[name], name, seconds, folder)
            for input_ in folder.glob("*-*"):
                if input_.is_file():
                    KEPT.mkdir(parents=True, exist_ok=True)
                    (KEPT / f"{name}-{input_.name}").write_bytes(input_.read_bytes())
        broken += bool(result.found) or not result.inputs
        cells = (name, result.inputs, result.inputs // seconds, result.memory, result.found or "0")
        click.echo("| " + " | ".join(map(str, cells)) + " |")
    sys.exit(f"{broken} doors with findings" if broken else 0)


if __name__ == "__main__":
    main()
