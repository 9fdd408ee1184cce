"""How a diary is sealed."""

import datetime

import pytest

from kiosk.records.recognition.diary import sealing
from kiosk.records.recognition.diary.sealing import Written
from kiosk.vocabulary.refusals import Refusal
from tests.records.recognition.diary.cast import KEY, SALT, WORDS

ENTRY = Written("hurt", datetime.date(2026, 11, 21), 1, "委屈", True)


def test_the_passphrase_alone_opens_the_key():
    made = sealing.lock(KEY, WORDS, SALT)
    assert KEY not in made.box
    assert sealing.unlock(made, "hongma kuaichuan xinqiao kucha beideng") == KEY
    for wrong in ("红马 快船 新桥 苦茶 北鼓", "快船 红马 新桥 苦茶 北灯", "482915", ""):
        with pytest.raises(Refusal, match="wrong_diary_words"):
            sealing.unlock(made, wrong)


def test_an_entry_tells_neither_its_words_nor_its_length():
    one, other = (sealing.sealed(KEY, ENTRY), sealing.sealed(KEY, ENTRY))
    assert one != other and sealing.opened(KEY, one) == sealing.opened(KEY, other) == ENTRY
    longer = Written("deed", ENTRY.day, 2, "字" * 100, False)
    assert len(sealing.sealed(KEY, longer)) == len(one)


@pytest.mark.parametrize("body", [b"", b"x" * 40, sealing.sealed(b"o" * 32, ENTRY)])
def test_what_was_damaged_or_is_anothers_is_not_opened(body: bytes):
    assert sealing.opened(KEY, body) is None
    assert sealing.opened(KEY, sealing.sealed(KEY, ENTRY)[:-1]) is None
