"""Runs every attack and prints attack × tried × got through; fails if one got through, or if one
does not get through without its mend, for then it proves nothing."""

import importlib
import logging
import pkgutil
import sys
import tempfile
import time
from pathlib import Path

import click

import tests.hostile
from tests.hostile.attacks import Attack, judge


def attacks() -> list[Attack]:
    """The attacks of every module beside this one that has some."""
    names = sorted(one.name for one in pkgutil.iter_modules(tests.hostile.__path__))
    modules = [importlib.import_module(f"tests.hostile.{name}") for name in names]
    return [attack for module in modules for attack in getattr(module, "ATTACKS", ())]


@click.command()
@click.argument("words", nargs=-1)
def main(words: tuple[str, ...]) -> None:
    """Tries all attacks, or those with one of these WORDS in their names."""
    logging.disable()  # what an attack makes the product say is no result
    failed = 0
    click.echo("| attack | tried | got through | without the mend | seconds |")
    click.echo("| --- | --- | --- | --- | --- |")
    for attack in attacks():
        if words and not any(word in attack.name for word in words):
            continue
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            held, broken = judge(attack, Path(folder))
        took = time.monotonic() - begun
        cells = (attack.name, held.tried, len(held.through), len(broken.through), f"{took:.0f}")
        click.echo("| " + " | ".join(map(str, cells)) + " |")
        for line in held.through[:5]:
            click.echo(f"  got through: {line}")
        if held.through or not held.tried or not broken.through:
            failed += 1
    sys.exit(f"{failed} attacks failed" if failed else 0)


if __name__ == "__main__":
    main()
