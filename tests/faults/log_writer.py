"""An office that only appends to its log and signs it, until it is killed.

    python -m tests.faults.log_writer FOLDER SIGNED [--sign-first]

Every checkpoint that is signed is a line of the file SIGNED: size and root. With --sign-first it
signs what it has not committed, which a test must find.
"""

import os
import secrets
import sys
import time
from pathlib import Path

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.keys import Keys
from kiosk.records.transparency import checkpoints, log

GAP_S = 0.2
"""With --sign-first, between signing and committing, so that a kill comes in between."""


def main() -> None:
    folder, signed, *options = sys.argv[1:]
    config = Config(role="office", data=folder)
    db, keys = opening.opened(config), Keys.load(config.key_file)
    db.migrate()
    log.begin(db, "log.example", keys, 1)
    with Path(signed).open("a") as file:

        def sign() -> None:
            state = log.state(db)
            assert state is not None
            checkpoints.sign(keys, state)
            file.write(f"{state.size} {state.head.root.hex()}\n")
            file.flush()
            os.fsync(file.fileno())

        while True:
            with db.writing_in(log.TURN):
                log.append(db, [secrets.token_bytes(60) for _ in range(1 + secrets.randbelow(300))])
                if options:
                    sign()
                    time.sleep(GAP_S)
            if not options:
                sign()


if __name__ == "__main__":
    main()
