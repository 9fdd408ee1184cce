"""`make boot`: a bare Debian installs the bundle without a network, and is a hall's computer.

    python -m tests.boot.run
    python -m tests.boot.run --power-cuts 50
    python -m tests.boot.run --only closes

It is switched on, and the lobby is on its display. Then what happens to a hall's computer: keys
that should lead out of the browser, a display that is taken away and comes back, a kernel that
hangs, the end of the opening hours, a later version that does not serve, and the plug that is
pulled while customers tap. Pictures of the display and the machine's log are left in .venv/boot/.
Ends with 1 where anything fails. Without KVM the processor is emulated: the run is shorter, and
says what it left out.
"""

import sys
from collections.abc import Callable
from typing import NamedTuple

import click

from tests.boot import hall, image
from tests.boot.machine import SIZE, Computer, has_kvm
from tests.boot.steps import Run

LONG, SHORT = 10, 2
"""Power cuts with and without KVM."""


class Step(NamedTuple):
    """A step, and why it is left out where the processor is emulated, '' where it is not."""

    run: Callable[[Run], None]
    left_out: str = ""

    @property
    def name(self) -> str:
        return self.run.__name__


STEPS = (
    Step(Run.installs, "installed in a root directory instead, before the first power-on"),
    Step(Run.starts),
    Step(Run.loses_its_power),
    Step(Run.speaks),
    Step(Run.keeps_the_keyboard_in),
    Step(Run.loses_its_display),
    Step(Run.loses_its_browser),
    Step(Run.loses_its_station),
    Step(Run.hangs),
    Step(Run.closes),
    Step(Run.goes_back),
)
FIRST = ("installs", "starts")
"""Without these there is nothing to look at."""


@click.command()
@click.option("--power-cuts", type=int, help=f"{LONG} by default, {SHORT} without KVM.")
@click.option("--only", multiple=True, type=click.Choice([one.name for one in STEPS]),
              help="This step, after the start; can be given several times.")  # fmt: skip
def main(power_cuts: int | None, only: tuple[str, ...]) -> None:
    """Boot the hall's computer and try it."""
    kvm = has_kvm()
    if not kvm:
        click.echo("no KVM here: the processor is emulated, so the run is shorter and unmeasured")
    bundle = image.make_bundle()
    typed = hall.installing(f"/mnt/{bundle.name}", bundle.fingerprint)
    disks = image.make(bundle, "" if kvm else typed)
    cuts = power_cuts or (LONG if kvm else SHORT)
    lobby = hall.lobby(image.WORK / "reference.png", SIZE)
    run = Run(Computer(disks, image.WORK, kvm), bundle, lobby, cuts)
    try:
        left_out = everything(run, only)
    finally:
        run.computer.power_off()
    for line in left_out:
        click.echo(f"LEFT OUT {line}")
    click.echo(f"{len(run.wrong)} wrong, {len(left_out)} left out")
    sys.exit(1 if run.wrong else 0)


def everything(run: Run, only: tuple[str, ...]) -> list[str]:
    """Takes the steps; returns what was left out, and why."""
    left_out = []
    for step in STEPS:
        if run.failed & set(FIRST):
            left_out.append(f"{step.name}: the computer did not come as far as that")
        elif only and step.name not in (*FIRST, *only):
            left_out.append(f"{step.name}: not asked for")
        elif step.left_out and not run.computer.kvm:
            left_out.append(f"{step.name}: emulated: {step.left_out}")
        else:
            run.attempt(step.run)
    if not run.computer.kvm:
        left_out += [
            f"power cuts: emulated: {run.cuts} instead of {LONG}",
            "limits of time: emulated: none is held",
            "the watchdog's 30 s: emulated: it waits 120 s",
        ]
    return left_out


if __name__ == "__main__":
    main()
