"""Mutants that no test could tell from the program, each with its reason."""

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A change as the run names it, in a line that holds this text."""

    module: str
    line: str
    change: str
    reason: str


EQUIVALENT = (
    Equivalent(
        "kiosk/rules/transparency/merkle.py",
        "0 < old < size",
        "0 < old < size  →  0 < old <= size",
        "equal sizes were answered before",
    ),
    Equivalent(
        "kiosk/records/transparency/log.py",
        "cached=False",
        "False  →  True",
        "whether a statement is kept prepared changes no answer",
    ),
    Equivalent(
        "kiosk/records/ledger/ledger.py",
        "cached=False",
        "False  →  True",
        "whether a statement is kept prepared changes no answer",
    ),
    Equivalent(
        "kiosk/rules/ledger/archives.py",
        "zlib.compressobj(6",
        "6  →  7",
        "how hard a file is compressed changes nothing that is in it",
    ),
    Equivalent(
        "kiosk/rules/ledger/time.py",
        "@lru_cache(maxsize=64)",
        "64  →  65",
        "how many dates are remembered changes none of them",
    ),
    Equivalent(
        "kiosk/rules/cases/folding.py",
        'then = move.then if move else ""',
        "''  →  'X'",
        "only a ruling comes without a move, and it takes its state from elsewhere",
    ),
    Equivalent(
        "kiosk/records/exchange/readable.py",
        "fact = Known(ledger.writer(of.station), said, body, counted=True)",
        "True  →  False",
        "of the fact that is judged, judge does not ask whether it counts",
    ),
    Equivalent(
        "kiosk/records/exchange/arrivals.py",
        "fact = Known(of.station, columns, body, counted=True)",
        "True  →  False",
        "of the fact that is judged, judge does not ask whether it counts",
    ),
    Equivalent(
        "kiosk/records/exchange/feed/in_order.py",
        'branch: str = ""',
        "''  →  'X'",
        "a place whose moment is 0 is the beginning; the rest of it is not read",
    ),
    Equivalent(
        "kiosk/records/exchange/feed/in_order.py",
        'station: str = ""',
        "''  →  'X'",
        "a place whose moment is 0 is the beginning; the rest of it is not read",
    ),
    Equivalent(
        "kiosk/records/exchange/feed/in_order.py",
        "epoch: int = 0",
        "0  →  1",
        "a place whose moment is 0 is the beginning; the rest of it is not read",
    ),
    Equivalent(
        "kiosk/records/exchange/feed/in_order.py",
        "first: int = 0",
        "0  →  1",
        "a place whose moment is 0 is the beginning; the rest of it is not read",
    ),
    Equivalent(
        "kiosk/records/exchange/feed/in_order.py",
        "seq: int = 0",
        "0  →  1",
        "a place whose moment is 0 is the beginning; the rest of it is not read",
    ),
    Equivalent(
        "kiosk/sync/client.py",
        'key = signature = b""',
        "b''  →  b'X'",
        "one byte is the key of no office and no signature either",
    ),
    Equivalent(
        "kiosk/sync/files/taking.py",
        'signature = b""',
        "b''  →  b'X'",
        "one byte is no signature either",
    ),
    Equivalent(
        "kiosk/sync/files/taking.py",
        'def ask(self, method: str, path: str, body: bytes = b"")',
        "b''  →  b'X'",
        "a file answers by the place alone, and reads no body",
    ),
    Equivalent(
        "kiosk/sync/rounds.py",
        "return 0",
        "0  →  1",
        "a round in which a part failed raises that, and says no numbers",
    ),
    Equivalent(
        "kiosk/records/exchange/arrivals.py",
        "zip(seen, bodies, strict=True)",
        "True  →  False",
        "the lists are of one length",
    ),
    Equivalent(
        "kiosk/records/exchange/arrivals.py",
        "zip(seen, bodies, hashes, strict=True)",
        "True  →  False",
        "the lists are of one length",
    ),
    Equivalent(
        "kiosk/sync/witnesses.py",
        "dict(zip(asked, said, strict=True))",
        "True  →  False",
        "the lists are of one length",
    ),
    Equivalent(
        "kiosk/records/exchange/arrivals.py",
        'authors.at_office(db, of.branch, "", office.now)',
        "''  →  'X'",
        "a correction of days names no author",
    ),
    Equivalent(
        "kiosk/records/exchange/days.py",
        'authors.at_office(db, branch, "", now)',
        "''  →  'X'",
        "a correction of days names no author",
    ),
    Equivalent(
        "kiosk/records/exchange/readable.py",
        "arrived.note(db, of, row.seq, row.seq, 0)",
        "0  →  1",
        "no moment is earlier than 1: the one after the newest, or the first of all",
    ),
    Equivalent(
        "kiosk/rules/office/cursors.py",
        '.rstrip("=")',
        "'='  →  '=X'",
        "a place is a list, and the base64 of no JSON list ends with an X",
    ),
    Equivalent(
        "kiosk/sync/http.py",
        "body = got.read(limit + 1)",
        "1  →  2",
        "more than the limit is too much, by one byte or by two",
    ),
    Equivalent(
        "kiosk/records/receipts/asked.py",
        "if later.epoch <= named.epoch",
        "later.epoch <= named.epoch  →  later.epoch < named.epoch",
        "within its own chain the entry was looked for before; computed again, it is the same",
    ),
    Equivalent(
        "kiosk/rules/cases/deadlines.py",
        "@lru_cache(maxsize=32)",
        "32  →  33",
        "how many years are remembered changes none of them",
    ),
    Equivalent(
        "kiosk/records/cases/contact_store.py",
        "cached=False",
        "False  →  True",
        "whether a statement is kept prepared changes no answer",
    ),
    Equivalent(
        "kiosk/records/cases/contact_sealing.py",
        'seal(bytes.fromhex(public), b"")',
        "b''  →  b'X'",
        "what is sealed on trial, and thrown away, can be anything",
    ),
    Equivalent(
        "kiosk/records/cases/seal_keys.py",
        'old: str = ""',
        "''  →  'X'",
        "one letter is no passphrase either",
    ),
    Equivalent(
        "kiosk/records/cases/lists.py",
        "[(due.is_null(), 0)]",
        "0  →  1",
        "cases without a day come after all others, and have this number in common",
    ),
    Equivalent(
        "kiosk/records/cases/lists.py",
        "1 - CaseNow.urgent",
        "1  →  2",
        "added to what every case is sorted by, it sorts none differently",
    ),
    Equivalent(
        "kiosk/records/cases/lists.py",
        "0 - CaseNow.at",
        "0  →  1",
        "added to what every case is sorted by, it sorts none differently",
    ),
    Equivalent(
        "kiosk/records/cases/lists.py",
        'COALESCE(due.cast("TEXT"), "")',
        "''  →  'X'",
        "cases without a day come after all others, and have this text in common",
    ),
    Equivalent(
        "kiosk/records/receipts/asked.py",
        "row.seq <= seq]",
        "row.seq <= seq  →  row.seq < seq",
        "before the entry that is asked about is the first place that is tried otherwise, too",
    ),
)
