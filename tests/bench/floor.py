"""The floor: what a bare Flask view costs on this machine, with nothing but
what durability and a page ask for. A process of its own, like a station.

    python -m tests.bench.floor PORT DATABASE THANKS_BYTES HALL_BYTES CLERK_BYTES
"""

import logging
import sys
import threading

import apsw
import waitress
from flask import Flask, render_template, request
from jinja2 import DictLoader

THREADS = 4  # as the lobby
SCHEMA = "CREATE TABLE IF NOT EXISTS tap (id INTEGER PRIMARY KEY, key TEXT, card TEXT)"
INSERT = "INSERT INTO tap (key, card) VALUES (?, ?)"
lasting = threading.local()


def connect(path: str) -> apsw.Connection:
    db = apsw.Connection(path)
    db.set_busy_timeout(5_000)
    db.execute("PRAGMA journal_mode = wal; PRAGMA synchronous = full").fetchall()
    return db


def build(path: str, sizes: dict[str, int]) -> Flask:
    app = Flask("floor")
    app.jinja_env.loader = DictLoader({name: page(size) for name, size in sizes.items()})

    @app.post("/tap")
    def tap() -> str:
        db = connect(path)
        db.execute(INSERT, (request.form["key"], request.form["card"]))
        db.close()
        return render_template("thanks", says=request.form["card"])

    @app.post("/tap-lasting")
    def tap_lasting() -> str:
        if not hasattr(lasting, "db"):
            lasting.db = connect(path)
        lasting.db.execute(INSERT, (request.form["key"], request.form["card"]))
        return render_template("thanks", says=request.form["card"])

    @app.get("/<name>")
    def show(name: str) -> str:
        return render_template(name, says="polite")

    return app


def page(size: int) -> str:
    """A template that renders to about `size` bytes."""
    head, tail = "<!doctype html><title>{{ says }}</title><p>", "</p>"
    return head + "x" * (size - len(head + tail) + len("{{ says }}") - len("polite")) + tail


def main() -> None:
    port, path, *sizes = sys.argv[1:]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # as the lobby
    db = connect(path)
    db.execute(SCHEMA)
    db.close()
    names = ("thanks", "hall", "clerk")
    app = build(path, dict(zip(names, map(int, sizes), strict=True)))
    waitress.serve(app, host="127.0.0.1", port=int(port), threads=THREADS, ident=None)


if __name__ == "__main__":
    main()
