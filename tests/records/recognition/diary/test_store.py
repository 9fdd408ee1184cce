"""A diary that its owner alone reads: not who has the database, the machine's keys and the PIN."""

from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.ground.db import Database
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import pins
from kiosk.records.recognition.diary import sealing, store
from kiosk.records.recognition.diary.sealing import Lock
from kiosk.records.recognition.diary.store import Diary, DiaryCount, DiaryEntry, Draft
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, WANG, Machine, Time, by_machine
from tests.records.cases.cast import desk, k
from tests.records.recognition.diary.cast import KEY, WORDS, begin, write

SECRET = "顾客骂了半小时，我一直没有还嘴。"


def test_its_owner_opens_and_reads_it(hall: Machine):
    assert not store.is_begun(hall.db, WANG)
    begin(hall)
    write(hall)
    write(hall)
    key = store.unlock(hall.db, desk(hall, WANG), WORDS)
    ((entry_id, written),) = store.entries(hall.db, WANG, key)
    assert key == KEY and entry_id == k(1) and written is not None
    assert (written.mark, written.text, written.day) == ("hurt", SECRET, hall.today())
    assert store.find(hall.db, WANG, k(1), key) == written
    with pytest.raises(Refusal, match="unknown_diary_entry"):
        store.find(hall.db, LI, k(1), key)


def test_who_has_database_keys_and_pin_reads_nothing(hall: Machine, tmp_path: Path):
    """The PIN is found by trying; then it is tried, with the pepper and all of the machine's keys,
    at the diary's lock and at each entry."""
    begin(hall)
    write(hall)
    pin = "482915"
    pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), WANG, pin)
    stored = hall.db.first(pins.Pin.select().where(pins.Pin.badge == WANG))
    for guess in ("482913", "482914", pin):
        found = pins._fits(hall.keys, stored.hash, guess)
    assert found, "the PIN is broken"
    copy = tmp_path / "copy.db"
    hall.db.backup(copy)
    stolen = Database(copy)
    diary, entry = stolen.first(Diary.select()), stolen.first(DiaryEntry.select())
    lock = Lock(bytes(diary.salt), bytes(diary.box))
    for secret in (pin, hall.keys.peppered(pin), pin * 2, WANG, ""):
        with pytest.raises(Refusal, match="wrong_diary_words"):
            sealing.unlock(lock, secret)
        stretched = sealing._stretched(secret, lock.salt)
        for box, key in ((lock.box, stretched), (bytes(entry.body), stretched)):
            with pytest.raises(CryptoError):
                SecretBox(key).decrypt(box)
    for box in (lock.box, bytes(entry.body)):
        with pytest.raises(CryptoError):
            hall.keys.reveal(box)
        with pytest.raises(CryptoError):
            hall.keys.open_sealed(box)
    stolen.close()


@pytest.mark.parametrize("where", ["backup", "ledger", "files"])
def test_its_words_are_nowhere_in_the_clear(hall: Machine, tmp_path: Path, where: str):
    begin(hall)
    write(hall, counted=True)
    written = b""
    if where == "backup":
        hall.db.backup(tmp_path / "backup.db")
        written = (tmp_path / "backup.db").read_bytes()
    elif where == "ledger":
        written = b"".join(bytes(row.body) for row in hall.db.rows(Ledger.select()))
    else:
        for file in Path(hall.config.data).rglob("*"):
            written += file.read_bytes() if file.is_file() else b""
    for secret in (SECRET.encode(), KEY, WORDS.encode(), b"hongma"):
        assert secret not in written


def test_no_fact_says_that_a_clerk_has_a_diary(hall: Machine):
    before = len(hall.db.rows(Ledger.select()))
    begin(hall)
    write(hall, counted=True)
    assert len(hall.db.rows(Ledger.select())) == before


def test_only_type_and_month_of_what_counts_are_known(hall: Machine):
    begin(hall)
    for number, counted in enumerate((True, True, False), 1):
        write(hall, number, counted=counted)
    (row,) = hall.db.rows(DiaryCount.select())
    month = hall.today().replace(day=1)
    assert row.__data__ == {"branch": HERE, "month": month, "mark": "hurt", "n": 2}


def test_an_entry_that_is_erased_is_gone_and_counts_no_more(hall: Machine, time: Time):
    begin(hall)
    write(hall, 1, counted=True)
    write(hall, 2, counted=True)
    for _ in range(2):
        store.erase(hall.db, desk(hall, WANG), k(1), KEY)
    assert [one.entry_id for one in store.entries(hall.db, WANG, KEY)] == [k(2)]
    assert [row.n for row in hall.db.rows(DiaryCount.select())] == [1]
    store.erase(hall.db, desk(hall, LI), k(2), KEY)
    assert len(store.entries(hall.db, WANG, KEY)) == 1, "it is not Li's"
    time.pass_by(15 * 86_400_000)
    store.erase(hall.db, desk(hall, WANG), k(2), KEY)
    assert [row.n for row in hall.db.rows(DiaryCount.select())] == [1], "that month is over"


def test_a_diary_without_its_passphrase_can_be_erased_and_begun_again(hall: Machine):
    begin(hall)
    write(hall)
    begin(hall, key=b"n" * 32)
    assert store.unlock(hall.db, desk(hall, WANG), WORDS) == KEY, "what there is stays"
    store.erase_all(hall.db, WANG)
    with pytest.raises(Refusal, match="no_diary"):
        store.unlock(hall.db, desk(hall, WANG), WORDS)
    begin(hall, key=b"n" * 32)
    assert store.entries(hall.db, WANG, b"n" * 32) == []


def test_wrong_words_make_the_next_try_wait(hall: Machine):
    begin(hall)
    codes = []
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            store.unlock(hall.db, desk(hall, WANG), "五个词不对")
        codes.append(refused.value.code)
    assert codes[0] == "wrong_diary_words" and codes[-1] == "wait"
    with pytest.raises(Refusal, match="wait"):
        store.unlock(hall.db, desk(hall, WANG), WORDS)


@pytest.mark.parametrize(
    ("mark", "text", "code"),
    [("joy", "字", "unknown_diary_type"), ("hurt", " ", "text_required"),
     ("hurt", "字" * 2_001, "long_comment"), ("hurt", "a\x00", "odd_comment")],
)  # fmt: skip
def test_what_is_refused_is_not_kept(hall: Machine, mark: str, text: str, code: str):
    begin(hall)
    with pytest.raises(Refusal, match=code):
        write(hall, 1, text, mark, counted=True)
    with pytest.raises(Refusal, match="missing_key"):
        store.write(hall.db, desk(hall, WANG), "", KEY, Draft("hurt", "字", False))
    assert hall.db.rows(DiaryEntry.select()) == hall.db.rows(DiaryCount.select()) == []


def test_there_is_no_entry_without_a_diary_and_a_diary_has_an_end(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Refusal, match="no_diary"):
        write(hall)
    monkeypatch.setattr(store, "MOST", 1)
    begin(hall)
    write(hall)
    with pytest.raises(Refusal, match="diary_full"):
        write(hall, 2)
    with pytest.raises(Refusal, match="wrong_diary_words"):
        store.begin(hall.db, desk(hall, LI), "我的生日", KEY, b"s" * 16)
