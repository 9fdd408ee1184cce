"""An archive file: the same bytes for the same entries, and each thing done to it is named."""

import datetime
import gzip
import json

import pytest

from kiosk.rules.ledger import archives, chain
from kiosk.rules.ledger.archives import BadArchive, Entry, Label, Part
from kiosk.vocabulary import facts

DAY = datetime.date(2023, 10, 5)
LABEL = Label(archives.FORMAT, "sb01", "2023-10", 1)


def part(number: int, first: int = 1, prev: bytes = bytes(32), station: str = "a") -> Part:
    bodies = [b'{"n":%d,"said":"\xe8\xb0\xa2 \\" %d"}' % (n, n) for n in range(number)]
    links = chain.links(prev, first, bodies)
    rows = zip(bodies, links, strict=True)
    entries = [Entry(first + n, 1, DAY, body, link) for n, (body, link) in enumerate(rows)]
    return Part(station, 1, prev, entries)


def two() -> list[Part]:
    first = part(3)
    return [first, part(2, 4, first.entries[-1].hash)]


def test_what_was_written_is_read_whole_and_part_by_part():
    data, places = archives.written(LABEL, two())
    label, found = archives.read(data)
    assert label == LABEL
    assert list(found) == two()
    for (at, size), wanted in zip(places, two(), strict=True):
        assert archives.read_part(data[at : at + size]) == wanted


def test_the_same_entries_give_the_same_bytes():
    assert archives.written(LABEL, two()) == archives.written(LABEL, two())


def test_a_body_that_is_no_text_is_kept_byte_for_byte():
    body = b"\xff\x00 no text"
    odd = Part("a", 1, bytes(32), [Entry(1, 0, DAY, body, chain.link(bytes(32), 1, body))])
    data, _ = archives.written(LABEL, [odd])
    assert list(archives.read(data)[1]) == [odd]


def test_any_reader_of_gzip_prints_one_line_an_entry():
    data, _ = archives.written(LABEL, two())
    lines = [json.loads(line) for line in gzip.decompress(data).splitlines()]
    assert lines[0]["month"] == "2023-10"
    assert [line["seq"] for line in lines if "seq" in line] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("label", [b"", b"{}", b'{"format":"\xff"}', b'{"x":' + b"[" * 5_000])
def test_a_file_without_a_label_is_no_archive(label: bytes):
    with pytest.raises(BadArchive, match="no label"):
        archives.read(gzip.compress(label))


def test_a_whole_piece_fits_into_its_bound_however_its_bodies_are_written():
    """JSON writes a byte as six at most."""
    assert 6 * archives.PART * facts.BODY_LIMIT < archives.MOST_BYTES < 10**9


def _line_of(data: bytes, old: bytes, new: bytes) -> bytes:
    text = gzip.decompress(data)
    assert old in text
    return gzip.compress(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data[:-9], "its end is missing"),
        (lambda data: b"", "its end is missing"),
        (lambda data: b"no gzip at all", "can't be unpacked"),
        (lambda data: data[:40] + b"\x00\x00" + data[42:], "can't be unpacked"),
        (lambda data: _line_of(data, b"archive/1", b"archive/9"), "no label"),
    ],
)
def test_a_damaged_file_is_no_archive(spoil, says):
    data, _ = archives.written(LABEL, two())
    with pytest.raises(BadArchive, match=says):
        list(archives.read(spoil(data))[1])


def _spoilt(change):
    entries = list(part(3).entries)
    change(entries)
    spoilt = Part("a", 1, bytes(32), entries)
    data, _ = archives.written(LABEL, [spoilt])
    return data


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda e: e.__setitem__(1, e[1]._replace(body=b'{"n":9}')), "entry 2 does not follow"),
        (lambda e: e.__setitem__(1, e[1]._replace(hash=bytes(32))), "entry 2 does not follow"),
        (lambda e: e.pop(1), "entry 3 in the place of entry 2"),
        (lambda e: e.insert(1, e[0]), "entry 1 in the place of entry 2"),
    ],
)
def test_a_changed_entry_is_named(change, says):
    with pytest.raises(BadArchive, match=says):
        list(archives.read(_spoilt(change))[1])


def columns(event_id: str, body: bytes = b"x", **more: str) -> facts.Columns:
    return facts.Columns(event_id=event_id, branch="sb01", kind="card", day=DAY, **more)


def test_a_token_tells_the_same_fact_from_another_under_its_id():
    tokens = b"".join(archives.token(columns(f"{n:032x}"), b"body %d" % n) for n in range(50))
    same = archives.token(columns(f"{7:032x}"), b"body 7")
    other = archives.token(columns(f"{7:032x}"), b"another body")
    assert archives.place(tokens, same) == 7
    assert archives.place(tokens, tokens[:16]) == 0 and archives.place(tokens, tokens[-16:]) == 49
    assert archives.place(tokens, other) is None
    assert archives.place(tokens, other[:8]) == 7
    assert archives.place(tokens, archives.name("unknown")) is None


def test_bytes_across_two_tokens_are_none():
    assert archives.place(bytes(16) + b"12345678" + bytes(8), b"12345678") == 1
    assert archives.place(bytes(12) + b"12345678" + bytes(12), b"12345678") is None


def test_on_paper_the_columns_are_the_content():
    paper = columns("1" * 32, entry="paper")
    assert archives.token(paper, b"one") == archives.token(paper, b"two")
