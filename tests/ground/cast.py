"""A further language: one file."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.ground import wording


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
