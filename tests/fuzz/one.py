"""Fuzzes one door, in a process of its own, for so many seconds.

    python -m tests.fuzz.one texts receipt FOLDER 60

An exception that is not declared, more than a second of the processor for one input, or more than
the door's bound of memory ends it; the input is then kept in FOLDER.
"""

import logging
import random
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

import atheris

from tests.fuzz.doors import WATCHED, doors

MOST_S = 1.0
"""Of the processor, for one input: what others run on this machine does not count."""
LONGEST = 20_000
"""Most bytes of an input."""


class Slow(Exception):
    """An input took longer than MOST_S."""


def main(module: str, name: str, folder: Path, seconds: int) -> None:
    logging.disable()
    with atheris.instrument_imports(include=WATCHED[module]):
        one = next(one for one in doors(module) if one.name == name)
    seeds = list(one.seeds())
    kept = folder / "seeds"
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (kept / f"{number:03}").write_bytes(seed)
        with suppress(*one.declared):
            one.read(seed)  # what the first of all makes ready is not counted

    def mutated(data: bytes, longest: int, number: int) -> bytes:
        """Half of the inputs come from a real message: a decoder in C shows no coverage by which
        the fuzzer would keep what got far."""
        drawn = random.Random(number)
        if drawn.random() < 0.5:
            data = drawn.choice(seeds)[:longest]
        for _ in range(drawn.randint(1, 3)):
            data = atheris.Mutate(data, longest)
        return data

    def target(data: bytes) -> None:
        begun = time.process_time()
        with suppress(*one.declared):
            one.read(data)
        took = time.process_time() - begun
        if took > MOST_S:
            raise Slow(f"{took:.1f} s")

    options = [
        f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", f"-rss_limit_mb={one.memory}",
        f"-max_len={LONGEST}", "-timeout=30", "-print_final_stats=1", "-seed=1",
        "-reload=0", "-verbosity=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(kept)], target, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(*sys.argv[1:3], Path(sys.argv[3]), int(sys.argv[4]))
