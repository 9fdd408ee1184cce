"""A line between a station and its office that breaks in the middle of what is said."""

import contextlib
import random
import select
import socket
import struct
import threading

ODDS = 0.3
"""How often a connection is cut."""
MOST_BYTES = 4_000
_RESET = struct.pack("ii", 1, 0)


class Proxy(threading.Thread):
    """Passes connections on to a port of this machine; while it is not `calm`, some are reset
    after a random number of bytes, counted in both directions."""

    def __init__(self, to: int, seed: str) -> None:
        super().__init__(daemon=True)
        self.calm = True
        self.cuts = 0
        self._to, self._chance = to, random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                left = self.limit()
                threading.Thread(target=self._pass_on, args=(line, left), daemon=True).start()

    def limit(self) -> int | None:
        """After how many bytes the next connection is cut; None if it is not."""
        cut = not self.calm and self._chance.random() < ODDS
        return self._chance.randrange(MOST_BYTES) if cut else None

    def close(self) -> None:
        self._listener.close()

    def _pass_on(self, line: socket.socket, left: int | None) -> None:
        with (
            line,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._to), timeout=5) as office,
        ):
            other = {line: office, office: line}
            while True:
                for side in select.select(list(other), [], [], 30)[0]:
                    said = side.recv(65_536)
                    if not said:
                        return
                    if left is not None:
                        said, left = said[:left], left - len(said)
                    other[side].sendall(said)
                    if left is not None and left <= 0:
                        self.cuts += 1
                        for one in other:
                            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                        return
