"""A witness is served: its two addresses, and the page for receipts where it can read its logs."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.commands import listening
from kiosk.commands.transparency import following, receipts
from kiosk.commands.transparency.following import Follower
from kiosk.commands.transparency.witness import Witness, application
from kiosk.ground import clock
from kiosk.ground.network import witnesses
from kiosk.ground.network.addresses import Listener
from kiosk.rules.transparency import notes
from kiosk.rules.transparency.notes import BadNote, Verifier
from kiosk.sync.http import over_http


class Log(NamedTuple):
    """A log to witness: its key, and the address of the head office that serves it, '' if it is not
    to be read."""

    key: Verifier
    url: str


def read_log(text: str) -> Log:
    """A log as it is named on the command line: its key, and an address after a space. Raises
    BadNote."""
    key, _, url = text.strip().partition(" ")
    url = url.strip().rstrip("/")
    if url and not witnesses.is_address(url):
        raise BadNote(f"{url!r} is no address; write https://office.example.com")
    return Log(notes.read_verifier(key), url)


def serve(witness: Witness, logs: Sequence[Log], listener: Listener, days: int) -> None:
    """Serves until stopped; what is signed is read meanwhile. Raises OSError or ValueError for an
    address that can't be used."""
    app, stop = application(witness), threading.Event()
    folder = witness.db.path.parent
    followers = {
        one.key.name: Follower(folder, one.key.name, over_http(one.url, clock.read))
        for one in logs
        if one.url
    }
    if followers:
        receipts.install(app, witness, followers, days)
    server = listening.listen(app, "lobby", listener)
    reading = threading.Thread(
        target=following.keep_reading, args=(witness, followers, stop), daemon=True
    )
    reading.start()
    try:
        server.run()
    finally:
        stop.set()
