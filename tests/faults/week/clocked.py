"""The program with a clock that a test moves: `python -m tests.faults.week.clocked CLOCK WORDS…`
does what `kiosk.py WORDS…` does.

CLOCK is a file of eight bytes: how many milliseconds the machine's clocks are ahead of this
machine's, as if it had run meanwhile. Housekeeping comes every HOUSE_S of real time, so that each
day that is played has its rounds.
"""

import mmap
import struct
import sys
from pathlib import Path

from kiosk.commands import main, serve
from kiosk.ground import clock
from kiosk.vocabulary.facts import Moment
from tests.faults import plants

HOUSE_S = 1.0


def run(file: Path, words: list[str]) -> None:
    """Runs a command by the clock in this file."""
    with file.open("rb") as held:
        ahead = mmap.mmap(held.fileno(), 8, access=mmap.ACCESS_READ)
    real = clock.read

    def read() -> Moment:
        now, (ms,) = real(), struct.unpack("q", ahead)
        return Moment(now.utc + ms, now.mono + ms, now.boot)

    clock.read = read
    serve.HOUSE_S = HOUSE_S
    sys.argv = ["kiosk.py", *words]
    with plants.chosen():
        main.main()


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
