"""What machines send: facts, documents, messages of the wire, files of stations without a line,
archives, programs, sealed details."""

import atexit
import datetime
import gzip
import itertools
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing
from kiosk.records.exchange import readable
from kiosk.rules.ledger import archives, chain
from kiosk.rules.ledger.archives import BadArchive
from kiosk.sync import client
from kiosk.vocabulary import documents, facts, sync_files, wire
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.sync_files import Answered, Answers, Asked, BadFile, Questions
from kiosk.web.machines import signing
from tests.fuzz.doors import Broken, Door
from verify import verify

DAY = datetime.date(2026, 11, 21)
DEEP = b'{"kind":"card","format":' + b'[{"a":' * 2_000
"""Nested deeper than any decoder goes."""
SCRATCH = Path(tempfile.mkdtemp(prefix="fuzz"))
atexit.register(shutil.rmtree, SCRATCH, True)
ASKED = (wire.Push, wire.Enrol, wire.ComeBack, wire.Batch, wire.Held)
ANSWERED = (wire.Pushed, wire.MissingEntries, wire.Enrolled, wire.Refused, documents.Manifest)


def _bodies() -> list[bytes]:
    from tests.odd_facts import sample

    kinds = facts.AnyFact.__args__  # type: ignore[attr-defined]
    said = (sample(kind, f"{5:032x}", "2026-11-21") for kind in kinds)
    return [DEEP, *(msgspec.json.encode(one | {"event_id": f"{6:032x}"}) for one in said)]


def _fact(data: bytes) -> None:
    """A fact that is read has columns that can be stored; one of a known kind can be read whole."""
    said = readable.columns(data, "sb01", DAY)
    if said.kind in facts.KINDS:
        facts.decode(data)
    if any("\0" in str(value) for value in msgspec.structs.asdict(said).values()):
        raise Broken("a NUL in a column")


def _document(data: bytes) -> None:
    content = documents.decode(data)
    if documents.decode(documents.encode(content)) != content:
        raise Broken("another content after it was written")


def _contents() -> list[bytes]:
    from tests.cast import table

    kinds = ("fees", "guide", "notice", "service")
    return [DEEP, *(documents.encode(one.content) for kind in kinds for one in table(kind)[:3])]


@cache
def _batch() -> wire.Batch:
    bodies = tuple(_bodies()[1:4])
    before = chain.genesis("sb01", "a" * 24, 1, b"\0" * 32)
    return wire.Batch("a" * 24, 1, b"", 1, before, bodies, chain.links(before, 1, bodies)[-1])


def _asked(data: bytes) -> None:
    for shape in ASKED:
        _refusing(lambda shape=shape: signing.read(data, shape))


def _answered(data: bytes) -> None:
    for shape in ANSWERED:
        _refusing(lambda shape=shape: client.decoded(data, shape))
    _refusing(lambda: client.settled(400, data))


def _refusing(read: Callable[[], object]) -> None:
    with suppress(Refusal, NoLine):
        read()


def _sync_file(data: bytes) -> None:
    for read in (sync_files.questions, sync_files.answers):
        with suppress(BadFile):
            again: Callable[[bytes], object] = read
            again(data)


def _sync_files() -> list[bytes]:
    body = msgspec.json.encode(_batch())
    asked = Asked("POST", "/intake/v1/entries", "a" * 32, "b" * 88, body)
    answered = Answered("a" * 32, 200, "b" * 88, body)
    return [
        sync_files.encode(Questions("a" * 24, 5, (asked, asked), ("0" * 64,))),
        sync_files.encode(Answers("a" * 24, b"k" * 32, (answered,), (body,), 3)),
    ]


def _head_offices() -> bytes:
    """An answer with entries of head office, and with its marks."""
    entries = msgspec.json.encode(wire.MissingEntries((_batch(),), more=False))
    marks = msgspec.json.encode(wire.Pushed((wire.HighWater(1, 3, b"h" * 32),), 5))
    answered = tuple(Answered("a" * 32, 200, "b" * 88, one) for one in (entries, marks))
    return sync_files.encode(Answers("a" * 24, b"k" * 32, answered))


def _audited(data: bytes) -> None:
    """As the auditor's program reads files, one of questions with an answer to it, too."""
    for asked in (b"", _sync_files()[0]):
        with suppress(*verify.UNREADABLE):
            list(verify.check_file(data, {}, None, asked))
    with suppress(*verify.UNREADABLE):
        verify.read_asked(data)


def _archive(data: bytes) -> None:
    """As a file, and with its lines not packed, which a fuzzer rarely gets through."""
    pieces = data.split(b"\0", 5)
    for file in (data, b"".join(gzip.compress(one, 1, mtime=0) for one in pieces)):
        with suppress(BadArchive):
            list(archives.read(file)[1])


def _archives() -> list[bytes]:
    bodies = _bodies()[1:3]
    before = chain.genesis("sb01", "a" * 24, 1, b"\0" * 32)
    links = chain.links(before, 1, bodies)
    entries = [archives.Entry(n, 1, DAY, body, link) for n, (body, link) in
               enumerate(zip(bodies, links, strict=True), 1)]  # fmt: skip
    label = archives.Label(archives.FORMAT, "sb01", "2026-11", 1)
    data, places = archives.written(label, [archives.Part("a" * 24, 1, before, entries)])
    starts = [0, *(place for place, _ in places), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(starts)]
    return [data, b"\0".join(map(gzip.decompress, pieces)), DEEP]


def _program(data: bytes) -> None:
    file = SCRATCH / "program"
    file.write_bytes(data)
    packed.head(file)
    packed.check(file)


def _programs() -> list[bytes]:
    head = packed.Head(packed.FORMAT, "0.3.0", "12", "x86_64", 4, "0" * 64, 4)
    return [msgspec.json.encode(head) + b"\n" + b"A" * 86 + b"==\nrest", DEEP]


@cache
def _keys() -> Keys:
    return Keys.load(SCRATCH / "keys")


def _sealed(data: bytes) -> None:
    contact_sealing.opened(data, _keys(), "0" * 64)


def _details() -> Sequence[bytes]:
    return [contact_sealing.boxed(b"{}", [_keys().public]).body, DEEP]


DOORS = [
    Door("fact", _fact, _bodies),
    Door("document", _document, _contents, (msgspec.MsgspecError,)),
    Door("message", _asked, lambda: [msgspec.json.encode(_batch()), DEEP]),
    Door("answer", _answered, lambda: [
        msgspec.json.encode(wire.MissingEntries((_batch(),), more=False)),
        msgspec.json.encode(wire.Enrolled("sb01", "a" * 24, 1, b"k" * 32, b"r" * 32)),
        msgspec.json.encode(wire.Refused("bad_code", "used", 60)), DEEP,
        msgspec.json.encode(documents.Manifest(
            "sb01", 1, 5, (documents.Version("fee", "gas", 1, DAY, "0" * 64),)
        )),
    ]),
    Door("sync file", _sync_file, _sync_files),
    Door("audited file", _audited, lambda: [*_sync_files(), *_archives()[:1], _head_offices()]),
    Door("archive", _archive, _archives),
    Door("program", _program, _programs, (BadProgram,)),
    Door("sealed details", _sealed, _details, (Refusal,)),
]  # fmt: skip
