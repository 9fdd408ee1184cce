"""A log served over HTTP by an office of the test's own process."""

import contextlib
import threading
from collections.abc import Iterator

from werkzeug.serving import make_server

from tests.cast import Machine


@contextlib.contextmanager
def served(office: Machine) -> Iterator[str]:
    """Where the office serves its log, on this machine."""
    server = make_server("127.0.0.1", 0, office.app("office"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/log"
    server.shutdown()
    thread.join(10)
