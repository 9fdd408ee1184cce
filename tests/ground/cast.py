"""A further language: one file; rows that several threads store at once."""

import threading
from collections.abc import Mapping
from pathlib import Path

import peewee
import pytest

from kiosk.ground import wording
from kiosk.ground.db import Database
from kiosk.records.publishing.documents import Blob


def translation(
    folder: Path, patch: pytest.MonkeyPatch, code: str, said: Mapping[str, str]
) -> None:
    """Writes the file of a language beside the English one."""
    (folder / "en").symlink_to(wording.TRANSLATIONS / "en")
    patch.setattr(wording, "TRANSLATIONS", folder)
    wording.catalogue.cache_clear()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    entries = (
        f'msgid "{message}"\nmsgstr "{translated}"\n' for message, translated in said.items()
    )
    wording.file(code).parent.mkdir(parents=True)
    wording.file(code).write_text("\n".join([head, *entries]), "utf-8")


def stored_apart(db: Database, names: list[str]) -> tuple[list[threading.Thread], list[str]]:
    """Threads that each store a row, and the names of those that could."""
    done: list[str] = []

    def store(name: str) -> None:
        db.connect()
        try:
            db.store_apart(Blob, {"sha256": name, "body": b""})
        except peewee.OperationalError:
            return
        done.append(name)

    threads = [threading.Thread(target=store, args=(name,)) for name in names]
    for one in threads:
        one.start()
    return threads, done


def all_wait(db: Database, number: int) -> None:
    for _ in range(500):
        if len(db._apart) == number:
            return
        threading.Event().wait(0.01)
    raise AssertionError(db._apart)
