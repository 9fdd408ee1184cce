"""The command that evaluates a scheme."""

import csv
import datetime
import sys

import click

from kiosk.commands.machine import Machine, administrator, machine
from kiosk.files.harmless import harmless
from kiosk.records.ledger import security_log
from kiosk.records.publishing import documents
from kiosk.rules.recognition.schemes import Result, printed
from kiosk.vocabulary.refusals import Refusal

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("scheme")
@click.option("--from", "first", type=DAY, required=True)
@click.option("--to", "last", type=DAY, required=True)
@click.option("--branch", default="", help="Print the units of this branch only.")
@machine
def evaluate(
    here: Machine, scheme: str, first: datetime.datetime, last: datetime.datetime, branch: str
) -> None:
    """Print what a scheme makes of some days: unit, inputs, points, eligible, reason."""
    from kiosk.records.recognition import evaluating

    _, db, _ = here.open()
    if first > last:
        raise click.BadParameter("is later than --to", param_hint="--from")
    if branch and not documents.versions(db, "branch", branch):
        raise Refusal("unknown_branch", f"--branch {branch[:40]}")
    of = evaluating.find(db, scheme, last.date())
    found = evaluating.evaluate(db, of, first.date(), last.date(), branch)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["unit", "inputs", "points", "eligible", "reason"])
    table.writerows(map(_line, found.results))
    for hall, number in sorted(found.unknown.items()):
        click.echo(f"{hall}: {number} cards and ratings of no known window", err=True)
    security_log.write_seldom(
        db, administrator(), "exported", f"scheme-{of.key}", number=len(found.results)
    )


def _line(one: Result) -> list[object]:
    """A result as a row; the reason names each figure that excludes, and its bound."""
    inputs = " ".join(f"{name}={printed(value)}" for name, value in one.inputs.items())
    wrong = "; ".join(
        f"{step.figure} {printed(step.value) or '?'} {step.way} {printed(step.bound)}"
        for step in one.wrong
    )
    reason = f"{one.reason}: {wrong}" if wrong else one.reason
    eligible = "yes" if one.eligible else "no"
    return [harmless(one.unit), inputs, printed(one.points), eligible, reason]
