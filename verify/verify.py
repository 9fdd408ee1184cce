#!/usr/bin/env python3
"""核对厅声账本的独立程序，供审计人员使用。An auditor's check of a ledger of Tingsheng.

One file, to be read before it is run: the standard library and PyNaCl, nothing of Tingsheng itself.
It opens databases read-only and writes nothing but the copy of a log that `--copy` asks for. Only
`log`, given an address, uses the network. What is checked, and how, is in docs/verify.md; how the
chain is made, in docs/architecture.md, "The ledger"; the transparency log is in docs/log.md.

    python verify.py database FILE [--since-head HEAD …] [--keys FILE]
    python verify.py receipt TEXT --database FILE [--keys FILE]
    python verify.py proof FILE --receipt TEXT --log-key KEY [--witness KEY …]
    python verify.py log PLACE --log-key KEY [--witness KEY …] [--earlier FILE …]
                         [--receipt TEXT …] [--days N] [--database FILE] [--copy FOLDER]
    python verify.py file FILE [--keys FILE] [--database FILE] [--asked FILE]

PLACE is a folder or an address such as https://office.example/log.

It ends with 0 if all is as it was written, 1 with a finding, 2 if it could not check.

Sections: the chain, a database, receipts, proofs, the log, files, the command line. Each after the
first can be read by itself. Over the line limit: an auditor gets one file.
"""

import argparse
import base64
import contextlib
import datetime
import gzip
import hashlib
import heapq
import http.client
import io
import json
import re
import sqlite3
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

NAMES = {
    "edited": ("内容被修改", "edited"),
    "column": ("列与正文不符", "column altered"),
    "deleted": ("记录被删除", "deleted"),
    "inserted": ("插入了记录", "inserted"),
    "reordered": ("记录次序被调换", "reordered"),
    "gap": ("序号有缺口", "gap"),
    "forged head": ("链头是伪造的", "forged head"),
    "rollback": ("账本被退回到以前", "rollback"),
    "rewritten": ("记录事后被改写", "rewritten"),
    "swapped station": ("终端身份被调换", "swapped station"),
    "missing": ("没有这条记录", "missing"),
    "forged receipt": ("凭证签名无效", "forged receipt"),
    "forged proof": ("存证证明无效", "forged proof"),
    "split view": ("不同的人看到不同的日志", "split view"),
    "promise": ("没有按期收到记录", "promise not kept"),
    "promise back": ("承诺的期限被改到以前", "promise changed backwards"),
    "altered file": ("文件被改动", "file altered"),
    "in a batch": ("日志只有整批的叶，须有证明文件或数据库", "needs its proof file or a database"),
    "waiting": ("日志里还没有，尚未到期", "not in the log yet, and not due yet"),
    "unknown leaf": ("有本程序不认识的叶", "leaves that this program does not know"),
    "no key": ("没有签名人的公钥，签名未核对", "no key of who signed: signature not checked"),
    "no request": ("没有所答的请求，签名未核对", "no requests: signatures not checked"),
}


NOTICES = ("waiting", "unknown leaf")
"""Names of what is no fault."""


class Finding(NamedTuple):
    """What is wrong: a name of NAMES, the chain and the entry, and a detail."""

    name: str
    chain: str
    seq: int
    detail: str = ""

    def __str__(self) -> str:
        zh, en = NAMES[self.name]
        place = f"{self.chain} #{self.seq}" if self.seq else self.chain
        sign = "·" if self.name in NOTICES else "✗"
        return f"{sign} {zh} / {en}: {place}{' — ' if self.detail else ''}{self.detail}"


# The chain --------------------------------------------------------------------------


class ChainId(NamedTuple):
    """Who wrote a chain, for which branch, in which epoch. A station's id is the fingerprint of
    its public key; a chain that was set aside has `~…` after it."""

    branch: str
    station: str
    epoch: int

    @property
    def writer(self) -> str:
        return self.station.partition("~")[0]

    def __str__(self) -> str:
        return f"{self.branch}/{self.station}/{self.epoch}"


def genesis(branch: str, station: str, epoch: int, common: bytes) -> bytes:
    """The hash before the first entry; `common` is the last hash in common with the epoch before,
    32 zero bytes for the first one."""
    digest = hashlib.sha256(b"tingsheng/1")
    for part in (branch.encode(), station.encode(), str(epoch).encode(), common):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def link(previous: bytes, seq: int, body: bytes) -> bytes:
    """The hash of entry `seq`."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + body).digest()


def fingerprint(public: bytes) -> str:
    """A station's id: 120 bits of its public key's SHA-256 in base32."""
    return base64.b32encode(hashlib.sha256(public).digest()[:15]).decode().lower()


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


class Row(NamedTuple):
    """An entry as it is stored."""

    seq: int
    body: bytes
    hash: bytes
    columns: tuple[str, ...]


COLUMNS = ("event_id", "branch", "kind", "day", "mark", "clerk", "giver", "entry", "subject")


class Broken(NamedTuple):
    """A fault between entries: its name, how many rows it concerns, the hash to go on from, and by
    how much later rows are numbered otherwise than when they were written."""

    name: str
    rows: int
    hash: bytes
    shift: int = 0
    detail: str = ""


def walk(
    of: ChainId, rows: Iterator[Row], start: bytes, end: tuple[int, bytes],
    known: Iterable[ChainId] = (), first: int = 1,
) -> Iterator[Finding]:  # fmt: skip
    """Checks a chain, or a part that begins with entry `first`: from the hash before it to its
    `end`, the number and the hash of the last entry as its head says. After a fault it goes on from
    what is stored, so that each is named once."""
    before, expected, shift = start, first, 0
    ahead = _next(rows, 2)
    while ahead:
        row, then, used = ahead[0], ahead[1] if len(ahead) > 1 else None, 1
        number = row.seq - shift
        fits = link(before, number, row.body) == row.hash
        if number < expected:
            yield Finding("inserted", str(of), row.seq, "the number is there twice")
        elif number > expected:
            yield Finding("gap" if fits else "deleted", str(of), expected, f"…{number - 1}")
            before, expected = row.hash, number + 1
        elif fits or not row.columns:
            if wrong := altered_columns(row):
                yield Finding("column", str(of), row.seq, wrong)
            before, expected = row.hash, number + 1
        else:
            found = broken(of, before, number, row, then, end, known)
            yield Finding(found.name, str(of), row.seq, found.detail)
            used, before, shift = found.rows, found.hash, shift + found.shift
            expected = number if found.name == "inserted" else row.seq + used - shift
        ahead = ahead[used:] + _next(rows, used)
    seq, head = end
    last = expected - 1
    if seq in (last, last + shift):
        if before != head:
            yield Finding("forged head", str(of), seq)
    elif last < seq:
        yield Finding("deleted", str(of), last + 1, f"…{seq}")
    else:
        yield Finding("inserted", str(of), seq + 1, f"…{last}, after the head")


def _next(rows: Iterator[Row], number: int) -> list[Row]:
    return [row for _, row in zip(range(number), rows, strict=False)]


def broken(
    of: ChainId, before: bytes, number: int, row: Row, then: Row | None, end: tuple[int, bytes],
    known: Iterable[ChainId],
) -> Broken:  # fmt: skip
    """What happened where a row does not follow from the one before, as far as it and the next row
    show it."""
    if number == 1:
        for other in known:
            begins = genesis(other.branch, other.writer, other.epoch, bytes(32))
            if other != of and link(begins, 1, row.body) == row.hash:
                return Broken("swapped station", 1, row.hash, detail=f"this is {other}")
    true, body = link(before, number, row.body), Broken("edited", 1, row.hash, detail="body")
    if then is None:
        return Broken("edited", 1, true, detail="hash") if end[1] == true else body
    first = link(before, number, then.body)
    if first == row.hash and link(first, number + 1, row.body) == then.hash:
        return Broken("reordered", 2, then.hash, detail="with the next one")
    if first == then.hash:
        if link(first, number + 1, row.body) == row.hash:
            return Broken("reordered", 2, row.hash, detail="with the next one")
        return Broken("inserted", 1, before, then.seq - row.seq)
    if link(true, number + 1, then.body) == then.hash:
        return Broken("edited", 1, true, detail="hash")
    if link(row.hash, number + 2, then.body) == then.hash:
        return Broken("deleted", 1, row.hash, -1, detail="later ones have other numbers now")
    return body


def altered_columns(row: Row) -> str:
    """The names of the columns that differ from the body. Nothing counts by a row without a kind,
    whose body was not readable where it arrived."""
    stored = dict(zip(COLUMNS, row.columns, strict=False))
    if not stored.get("kind"):
        return ""
    try:
        said = json.loads(row.body)
        expected = {"entry": "screen", **said}
    except (ValueError, TypeError, RecursionError):
        return "body"
    return ", ".join(name for name in COLUMNS if stored[name] != expected.get(name, ""))


# A database -------------------------------------------------------------------------


class Copy:
    """A copy of the database file of a station or an office."""

    def __init__(self, file: str | Path | None) -> None:
        path = Path(file or "--database")
        if not path.is_file():
            raise ValueError(f"{path}: no such file")
        # a copy without its journal beside it can be in a folder that can't be written
        whole = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
        uri = f"file:{quote(str(path.resolve()))}?mode=ro{whole}"
        self.db = sqlite3.connect(uri, uri=True)
        self.db.execute("PRAGMA trusted_schema = OFF")
        tables = {name for (name,) in self.db.execute("SELECT name FROM sqlite_schema")}
        if not {"ledger", "chain"} <= tables:
            raise ValueError(f"{path}: no database of Tingsheng")
        chosen = "SELECT branch, station, epoch, common, seq, head FROM chain ORDER BY 1, 2, 3"
        self.chains = {ChainId(*row[:3]): row[3:] for row in self.db.execute(chosen)}
        chosen = "SELECT station, public_key, branch FROM station"
        listed = self.db.execute(chosen) if "station" in tables else ()
        self.stations = {name: (bytes(key), branch) for name, key, branch in listed}
        self.identity = self.db.execute("SELECT branch, station FROM identity").fetchall()
        self.offices = [bytes(key) for (key,) in self.db.execute("SELECT office_key FROM identity")]
        self.has_archives = "archived_part" in tables
        self.marks: list[tuple[str, int, int, bytes]] = []
        with contextlib.suppress(sqlite3.OperationalError):  # a database of an older program
            chosen = "SELECT station, epoch, seq, head FROM office_mark WHERE matches = 1"
            self.marks = self.db.execute(chosen).fetchall()

    def rows(self, of: ChainId) -> Iterator[Row]:
        """The entries of a chain. Those that were moved to an archive file come without columns, by
        the hash that was kept of them."""
        return heapq.merge(self._stored(of), self._archived(of), key=lambda row: row.seq)

    def _archived(self, of: ChainId) -> Iterator[Row]:
        place = "branch = ? AND station = ? AND epoch = ? ORDER BY first"
        chosen = f"SELECT first, hashes, gone FROM archived_part WHERE {place}"
        for first, hashes, gone in self.db.execute(chosen, of) if self.has_archives else ():
            for n in (n for n, moved in enumerate(gone) if moved):
                yield Row(first + n, b"", hashes[32 * n : 32 * n + 32], ())

    def _stored(self, of: ChainId) -> Iterator[Row]:
        chosen = f"SELECT seq, body, hash, {', '.join(COLUMNS)} FROM ledger"
        where = "WHERE branch = ? AND station = ? AND epoch = ? ORDER BY seq, rowid"
        for seq, body, stored, *columns in self.db.execute(f"{chosen} {where}", of):
            yield Row(seq, bytes(body), bytes(stored), tuple(columns))

    def chain_hashes(self, of: ChainId) -> dict[int, bytes]:
        """The hashes of a chain's entries by their number."""
        return {row.seq: row.hash for row in self.rows(of)}

    def hashes(self, station: str, epoch: int, seq: int) -> list[bytes]:
        """The hash of an entry in each chain that this station wrote in this epoch."""
        place = "branch = ? AND station = ? AND epoch = ? AND seq = ?"
        written = [of for of in self.chains if (of.writer, of.epoch) == (station, epoch)]
        found = [
            self.db.execute(f"SELECT hash FROM ledger WHERE {place}", (*of, seq)).fetchone()
            for of in written
        ]
        kept = [one.hash for of in written for one in self._archived(of) if one.seq == seq]
        return [bytes(row[0]) for row in found if row] + kept


def check_database(copy: Copy, heads: Iterable[str], keys: dict[str, bytes]) -> Iterator[Finding]:
    """Everything that a copy of a database shows by itself, and against heads that were printed
    earlier and public keys that are known otherwise."""
    known = [ChainId(branch, name, 1) for name, (_, branch) in copy.stations.items()]
    known += [*copy.chains, *(ChainId(branch, name, 1) for branch, name in copy.identity)]
    for of, (common, seq, head) in copy.chains.items():
        start = genesis(of.branch, of.writer, of.epoch, bytes(common))
        yield from walk(of, copy.rows(of), start, (seq, bytes(head)), known)
    for row in copy.db.execute("SELECT DISTINCT branch, station, epoch FROM ledger"):
        if ChainId(*row) not in copy.chains:
            yield Finding("forged head", str(ChainId(*row)), 0, "rows without a head")
    yield from _check_stations(copy, keys)
    for station, epoch, seq, head in copy.marks:  # what the office has signed to hold
        yield from _compare(copy, station, epoch, seq, bytes(head).hex())
    for text in heads:
        station, epoch, seq, head = read_head(text)
        yield from _compare(copy, station, epoch, seq, head)


def _check_stations(copy: Copy, keys: dict[str, bytes]) -> Iterator[Finding]:
    for name, (key, branch) in copy.stations.items():
        if fingerprint(key) != name or (keys and keys.get(name) != key):
            yield Finding("swapped station", f"{branch}/{name}", 0, "its key is another one")
    for branch, name in copy.identity if keys else ():
        if name not in keys:
            yield Finding("swapped station", f"{branch}/{name}", 0, "not on the list of keys")
    for of in copy.chains if copy.stations else ():
        station = of.writer.removeprefix("office@")
        if station != "office" and copy.stations.get(station, (b"", ""))[1] != of.branch:
            yield Finding("swapped station", str(of), 0, "never enrolled for this branch")


def read_head(text: str) -> tuple[str, int, int, str]:
    """A head as the morning sheet prints it: station/epoch/entry/beginning of the hash."""
    found = re.fullmatch(r"([a-z2-7]{24})/(\d{1,9})/(\d{1,18})/([0-9a-f]{16,64})", text.strip())
    if found is None:
        raise ValueError(f"not a head of a chain: {text[:80]}")
    return found[1], int(found[2]), int(found[3]), found[4]


def _compare(copy: Copy, station: str, epoch: int, seq: int, head: str) -> Iterator[Finding]:
    """An entry against the beginning of its hash, as it was known earlier."""
    hashes = copy.hashes(station, epoch, seq)
    if not any(one.hex().startswith(head) for one in hashes):
        name = "rewritten" if hashes else "rollback"
        yield Finding(name, f"{station}/{epoch}", seq, f"was {head[:16]}…")


# Receipts ---------------------------------------------------------------------------


class Receipt(NamedTuple):
    """A customer's signed receipt (docs/receipts.md)."""

    station: str
    epoch: int
    seq: int
    hash: bytes
    day: datetime.date
    packed: bytes
    signature: bytes

    @property
    def chain(self) -> bytes:
        """As leaves name it."""
        return b"\1" + self.packed[1:16]

    @property
    def leaf(self) -> bytes:
        return entry_leaf(self.chain, self.epoch, self.seq, self.hash)


def read_receipt(text: str) -> Receipt:
    """A receipt from its text: 200 letters of base32, after the last slash if there is one."""
    letters = "".join(text.split()).upper().rpartition("/")[2]
    if not re.fullmatch("[A-Z2-7]{200}", letters):
        raise ValueError("not a whole receipt")
    data = base64.b32decode(letters)
    station = base64.b32encode(data[1:16]).decode().lower()
    epoch, seq = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:26], "big")
    day = datetime.date.fromordinal(int.from_bytes(data[58:61], "big"))
    if data[0] != 1:
        raise ValueError("a receipt of another version")
    return Receipt(station, epoch, seq, data[26:58], day, data[:61], data[61:])


def bad_signature(receipt: Receipt, key: bytes | None) -> str:
    """What is wrong with a receipt's signature; nothing if it is that of its station's key."""
    if key is None:
        return "no key"
    message = b"tingsheng/receipt/1" + receipt.packed
    right = fingerprint(key) == receipt.station and signed_by(key, message, receipt.signature)
    return "" if right else "forged receipt"


def check_receipt(receipt: Receipt, copy: Copy, keys: dict[str, bytes]) -> Iterator[Finding]:
    """A receipt against a copy of a database: first its signature, then the entry."""
    place = f"{receipt.station}/{receipt.epoch}"
    known = keys.get(receipt.station) or copy.stations.get(receipt.station, (None,))[0]
    if wrong := bad_signature(receipt, known):
        yield Finding(wrong, place, receipt.seq)
    hashes = copy.hashes(receipt.station, receipt.epoch, receipt.seq)
    if wrong != "forged receipt" and receipt.hash not in hashes:
        name = "rewritten" if hashes else "missing"
        yield Finding(name, place, receipt.seq, f"receipt of {receipt.day}")


def read_keys(path: Path | None) -> dict[str, bytes]:
    """Public keys, one a line as 64 hex digits; what follows on a line is not read."""
    lines = path.read_text().splitlines() if path else []
    keys = [bytes.fromhex(line.split()[0]) for line in lines if line.strip()]
    return {fingerprint(key): key for key in keys}


# Checkpoints and proofs of the transparency log (C2SP tlog-checkpoint and tlog-proof, RFC 6962) --


PROOF = "c2sp.org/tlog-proof@v1"


class Checkpoint(NamedTuple):
    """How many leaves a log has, and the root above them; `said` is what `signatures` sign."""

    origin: str
    size: int
    root: bytes
    said: str
    signatures: str


def read_checkpoint(text: str) -> Checkpoint:
    """A checkpoint as it is served, or the one in a proof."""
    if text.startswith(PROOF):
        text = text.partition("\n\n")[2]
    said, gap, signatures = text.rpartition("\n\n")
    lines = said.split("\n")
    if not gap or len(lines) < 3 or not re.fullmatch("[0-9]{1,16}", lines[1]):
        raise ValueError("not a checkpoint of a transparency log")
    root = base64.b64decode(lines[2], validate=True)
    return Checkpoint(lines[0], int(lines[1]), root, said + "\n", signatures)


def unsigned(note: Checkpoint, keys: Iterable[str]) -> Iterator[str]:
    """The names of those who have not signed a checkpoint, of these verifier keys: the log's own
    (Ed25519, type 1), and witnesses' (cosignatures, type 4)."""
    for key in keys:
        name, said_id, encoded = [*key.strip().split("+", 2), "", ""][:3]
        public = base64.b64decode(encoded)
        id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        if len(public) != 33 or id.hex() != said_id:
            raise ValueError(f"--log-key and --witness: not a verifier key: {key[:80]}")
        begins = f"— {name} "
        lines = [one for one in note.signatures.splitlines() if one.startswith(begins)]
        made = [base64.b64decode(one.removeprefix(begins)) for one in lines]
        if not any(one[:4] == id and _signs(note, name, public, one[4:]) for one in made):
            yield name


def _signs(note: Checkpoint, name: str, public: bytes, made: bytes) -> bool:
    if public[0] == 4:
        seen = int.from_bytes(made[:8], "big")
        cosigned = f"cosignature/v1\ntime {seen}\n{note.said}"
        return signed_by(public[1:], cosigned.encode(), made[8:])
    return name == note.origin and signed_by(public[1:], note.said.encode(), made)


def check_proof(text: str, receipt: Receipt, keys: Iterable[str]) -> Iterator[Finding]:
    """Whether a proof file shows that a receipt's entry is in a log, as a leaf or within the leaf
    of a batch, under a checkpoint that each of these keys has signed."""
    note = read_checkpoint(text)
    kind, *lines = text.partition("\n\n")[0].split("\n")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
    if kind != PROOF or not lines[0].startswith("index "):
        raise ValueError("not a proof of a transparency log")
    path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    place, leaf = f"{receipt.station}/{receipt.epoch}", receipt.leaf
    if batch := read_run(extra[:69]):
        if not in_batch(receipt, batch, extra[69:]):
            yield Finding("forged proof", place, receipt.seq, "not in the batch of the proof")
        leaf = extra[:69]
    if climbed(int(lines[0][6:]), note.size, leaf, path) != note.root:
        says = f"not in {note.origin} of {note.size} leaves"
        yield Finding("forged proof", place, receipt.seq, says)
    for name in unsigned(note, keys):
        yield Finding("forged proof", place, receipt.seq, f"not signed by {name}")


def climbed(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root above a leaf; nothing if the path does not lead there (RFC 9162, 2.1.3.2)."""
    found, last = leaf_hash(leaf), size - 1
    for other in path if 0 <= index < size else ():
        left = index & 1 or index == last
        found = node_hash(other, found) if left else node_hash(found, other)
        while left and index and not index & 1:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return found if last == 0 else b""


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The tree of RFC 6962 above the leaves that were added."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.perfect: list[bytes] = []  # hashes of perfect subtrees, the largest first
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        above, pairs = leaf_hash(leaf), self.size
        while pairs & 1:
            above, pairs = node_hash(self.perfect.pop(), above), pairs >> 1
        self.perfect.append(above)
        self.size += 1

    def root(self) -> bytes:
        if not self.perfect:
            return hashlib.sha256(b"").digest()
        *larger, root = self.perfect
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


# Leaves of entries (docs/log.md) ------------------------------------------------------


class Run(NamedTuple):
    """Entries `first` to `last` of a chain that one leaf is of, and the root of the tree whose
    leaves are those of each: for a leaf of one entry, that leaf's hash."""

    chain: bytes
    epoch: int
    first: int
    last: int
    root: bytes


MOST_IN_BATCH = 1024


def entry_leaf(chain: bytes, epoch: int, seq: int, hash: bytes) -> bytes:
    return chain + epoch.to_bytes(4, "big") + seq.to_bytes(8, "big") + hash


def read_run(leaf: bytes) -> Run | None:
    """What the leaf of an entry (types 1 to 3) or of a batch (20) says; None for any other."""
    if len(leaf) == 60 and leaf[0] in (1, 2, 3):
        epoch, seq = int.from_bytes(leaf[16:20], "big"), int.from_bytes(leaf[20:28], "big")
        return Run(leaf[:16], epoch, seq, seq, leaf_hash(leaf))
    if len(leaf) == 69 and leaf[0] == 20 and leaf[1] in (1, 2, 3):
        places = ((17, 21), (21, 29), (29, 37))
        epoch, first, last = (int.from_bytes(leaf[a:b], "big") for a, b in places)
        if first <= last < first + MOST_IN_BATCH:
            return Run(leaf[1:17], epoch, first, last, leaf[37:])
    return None


def in_batch(receipt: Receipt, batch: Run, path: bytes) -> bool:
    """Whether a path leads from a receipt's entry to the root of a batch of its chain."""
    hashes = [path[at : at + 32] for at in range(0, len(path), 32)]
    index, size = receipt.seq - batch.first, batch.last - batch.first + 1
    of_chain = (batch.chain, batch.epoch) == (receipt.chain, receipt.epoch)
    return of_chain and climbed(index, size, receipt.leaf, hashes) == batch.root


def is_above(run: Run, hashes: dict[int, bytes]) -> bool:
    """Whether a leaf is of the entries that have these hashes in the chain."""
    numbers = range(run.first, run.last + 1)
    if any(seq not in hashes for seq in numbers):
        return False
    tree = Tree(entry_leaf(run.chain, run.epoch, seq, hashes[seq]) for seq in numbers)
    return tree.root() == run.root


# The transparency log itself, from a folder or an address (docs/log.md; C2SP tlog-tiles) ----------

ADDRESS = re.compile("https?://")
MOST_BYTES, MOST_S, PART_S = 1 << 20, 4 * 3600, 30
"""Of one part of a log; of all reading, and of one part."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Another address is another log."""


class Place:
    """Where a log's parts are read by their names: a folder, or an http(s) address. With `copy`,
    what was read is kept in that folder."""

    def __init__(self, at: str, copy: Path | None = None) -> None:
        self.at, self.copy, self.end = at.rstrip("/"), copy, time.monotonic() + MOST_S
        self.open = urllib.request.build_opener(NoRedirect).open

    def read(self, name: str) -> bytes:
        """A part of the log; a bundle that has grown since in place of a smaller one."""
        try:
            data = (self._fetched if ADDRESS.match(self.at) else self._there)(name)
        except (FileNotFoundError, urllib.error.HTTPError):
            name, smaller, _ = name.partition(".p/")
            if not smaller:
                raise
            return self.read(name)
        if len(data) > MOST_BYTES:
            raise ValueError(f"{name}: too large")
        if self.copy:
            (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
            (self.copy / name).write_bytes(data)
        return data

    def _there(self, name: str) -> bytes:
        with (Path(self.at) / name).open("rb") as file:
            return file.read(MOST_BYTES + 1)

    def _fetched(self, name: str) -> bytes:
        data = b""
        while (begun := time.monotonic()) < self.end:
            try:
                with self.open(f"{self.at}/{name}", timeout=PART_S) as answer:
                    while part := answer.read1(65_536):
                        data += part
                        if len(data) > MOST_BYTES or time.monotonic() > begun + PART_S:
                            raise ValueError(f"{name}: too large, or too slow")
                return data
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503):
                    raise
                time.sleep(min(int(error.headers.get("Retry-After") or 1), PART_S))
        raise ValueError("reading the log takes too long")


def leaves(place: Place, size: int) -> Iterator[bytes]:
    """The first `size` leaves of a log, from bundles of 256, in which each follows its length."""
    for number in range((size + 255) // 256):
        *above, last = (f"{int(part):03}" for part in f"{number:,}".split(","))
        name = "/".join(["tile/entries", *(f"x{part}" for part in above), last])
        held = min(256, size - 256 * number)
        data = place.read(name if held == 256 else f"{name}.p/{held}")
        for _ in range(held):
            length = int.from_bytes(data[:2], "big")
            if len(data) < 2 + length:
                raise ValueError(f"{name}: it is cut")
            yield data[2 : 2 + length]
            data = data[2 + length :]


class Log:
    """What the leaves of a log say, and the roots above the first so many of them. Those of entries
    are in a temporary database, which is gone when the program ends."""

    def __init__(self, found: Iterator[bytes], sizes: set[int]) -> None:
        self.stations: dict[str, tuple[bytes, bytes]] = {}  # the key, and the branch's hash
        self.promises: dict[bytes, list[tuple[int, int]]] = {}  # first day and days, by branch
        self.backwards: list[tuple[bytes, int]] = []  # those that do not count, with the first day
        self.unknown: Counter[tuple[int, int]] = Counter()  # by type and length
        self.roots = {0: Tree().root()}
        self.db = sqlite3.connect("")
        of = "chain, epoch, first, last, root"
        self.db.execute(f"CREATE TABLE run ({of}, PRIMARY KEY ({of})) WITHOUT ROWID")
        rows = self._read(found, sizes)
        self.db.executemany("INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?)", rows)

    def _read(self, found: Iterator[bytes], sizes: set[int]) -> Iterator[Run]:
        tree = Tree()
        for leaf in found:
            tree.add(leaf)
            if tree.size in sizes:
                self.roots[tree.size] = tree.root()
            if run := read_run(leaf):
                yield run
            elif len(leaf) == 86 and leaf[0] == 16:
                self.stations[fingerprint(leaf[16:48])] = leaf[16:48], leaf[48:63]
            elif len(leaf) == 22 and leaf[0] == 21:
                first, days = int.from_bytes(leaf[16:20], "big"), int.from_bytes(leaf[20:], "big")
                self._promise(leaf[1:16], first, days)
            elif leaf[:1] not in OTHERS or len(leaf) != OTHERS[leaf[:1]]:
                self.unknown[leaf[0] if leaf else 0, len(leaf)] += 1

    def _promise(self, branch: bytes, first: int, days: int) -> None:
        made = self.promises.setdefault(branch, [])
        if made and first < made[-1][0]:
            self.backwards.append((branch, first))
        else:
            made.append((first, days))

    def days(self, station: str, day: datetime.date) -> int:
        """Within how many days an entry of a station and day must be in the log, as the log
        promises: to its branch, else to all; 0 if it promises nothing for that day."""
        _, branch = self.stations.get(station, (b"", b""))
        number = (day - datetime.date(1970, 1, 1)).days
        for of in (branch, EVERY_BRANCH):
            begun = [days for first, days in self.promises.get(of, ()) if first <= number]
            if begun and begun[-1]:
                return begun[-1]
        return 0

    def runs(self, chain: bytes, epoch: int) -> list[Run]:
        """Of a chain, in the order of their first entries."""
        chosen = "SELECT * FROM run WHERE chain = ? AND epoch = ? ORDER BY first, last"
        return [Run(*row) for row in self.db.execute(chosen, (chain, epoch))]


EVERY_BRANCH = bytes(15)
OTHERS = {b"\x11": 85, b"\x12": 24, b"\x13": 33}
"""Bytes of the leaves of epochs, revocations and head office's key."""


def check_leaves(log: Log) -> Iterator[Finding]:
    """Promises for days before an earlier one's, which do not count; and what a later program
    wrote, which keeps nothing else from being checked."""
    for branch, first in log.backwards:
        of = "every branch" if branch == EVERY_BRANCH else f"branch {branch.hex()}"
        says = f"from day {first} since 1970-01-01, before that of an earlier one"
        yield Finding("promise back", of, 0, says)
    for (kind, length), number in sorted(log.unknown.items()):
        yield Finding("unknown leaf", f"type {kind}", 0, f"{number} of {length} bytes")


def check_growth(
    log: Log, newest: Checkpoint, earlier: dict[str, Checkpoint], key: str
) -> Iterator[Finding]:
    """Whether a log only grew since checkpoints that were kept earlier or that others have."""
    if log.roots[newest.size] != newest.root:
        says = "it is not the root of the log's entries"
        yield Finding("forged head", newest.origin, newest.size, says)
    for name, one in earlier.items():
        if one.origin != newest.origin:
            raise ValueError(f"{name}: of another log, {one.origin}")
        if list(unsigned(one, [key])):
            yield Finding("forged head", one.origin, one.size, f"{name}: not signed by the log")
        elif log.roots.setdefault(one.size, one.root) != one.root:
            yield Finding("split view", one.origin, one.size, f"{name}: of other entries")
        elif one.size > newest.size:
            yield Finding("rollback", one.origin, newest.size, f"{name}: had {one.size} leaves")


def check_in_log(
    log: Log, copy: Copy | None, receipt: Receipt, keys: dict[str, bytes],
    today: datetime.date, days: int,
) -> Iterator[Finding]:  # fmt: skip
    """A receipt against a log, which must have its entry as many days after the day it names as the
    log promises; `days` is for a log that promises nothing for that day."""
    place = f"{receipt.station}/{receipt.epoch}"
    known = keys.get(receipt.station) or log.stations.get(receipt.station, (None,))[0]
    if wrong := bad_signature(receipt, known):
        yield Finding(wrong, place, receipt.seq)
    if wrong == "forged receipt":
        return
    runs = log.runs(receipt.chain, receipt.epoch)
    there = [run for run in runs if run.first <= receipt.seq <= run.last]
    writer = receipt.station, receipt.epoch
    ours = [of for of in copy.chains if (of.writer, of.epoch) == writer] if copy else []
    kept = [copy.chain_hashes(of) for of in ours] if copy else []
    proved = {receipt.hash} if leaf_hash(receipt.leaf) in {run.root for run in there} else set()
    proved |= {one[receipt.seq] for run in there for one in kept if is_above(run, one)}
    due = receipt.day + datetime.timedelta(log.days(receipt.station, receipt.day) or days)
    if not there:
        name = "promise" if today > due else "waiting"
        yield Finding(name, place, receipt.seq, f"receipt of {receipt.day}, due {due}")
    elif receipt.hash not in proved:
        batches = [f"{run.first}…{run.last}" for run in there if run.first < run.last]
        name = "in a batch" if batches and not proved else "rewritten"
        yield Finding(name, place, receipt.seq, ", ".join(batches) or f"receipt of {receipt.day}")


def check_chains(log: Log, copy: Copy) -> Iterator[Finding]:
    """What is in a log against the chains of a copy of a database: head office's holds all of it, a
    station's its own chains. Chains of a branch before it joined head office are not in the log."""
    for branch, name in copy.identity:
        if log.stations.get(name, (b"", b""))[1] != branch_hash(branch):
            yield Finding("swapped station", f"{branch}/{name}", 0, "not enrolled so in the log")
    here: dict[tuple[bytes, int], list[ChainId]] = {}
    for of in copy.chains:
        chain, known = chain_name(of), log.stations.get(of.writer.removeprefix("office@"))
        if chain[0] == 2 or (known and known[1] == branch_hash(of.branch)):
            here.setdefault((chain, of.epoch), []).append(of)
    own = {chain_name(ChainId(branch, name, 1)) for branch, name in copy.identity}
    for chain, epoch in log.db.execute("SELECT DISTINCT chain, epoch FROM run").fetchall():
        if copy.stations or chain in own or (chain, epoch) in here:
            kept = [copy.chain_hashes(of) for of in here.get((chain, epoch), ())]
            yield from check_runs(log.runs(chain, epoch), kept)


def check_runs(runs: list[Run], kept: list[dict[int, bytes]]) -> Iterator[Finding]:
    """The leaves of a chain against what a copy keeps under its name. The first difference alone,
    since those after it follow from it; an entry that came again later is in several leaves."""
    same = {
        seq
        for run in runs
        if any(is_above(run, hashes) for hashes in kept)
        for seq in range(run.first, run.last + 1)
    }
    last = max((seq for hashes in kept for seq in hashes), default=0)
    for run in runs:
        numbers = [seq for seq in range(run.first, run.last + 1) if seq not in same]
        missing = [seq for seq in numbers if not any(seq in hashes for hashes in kept)]
        if numbers:
            name = f"{base64.b32encode(run.chain[1:]).decode().lower()}/{run.epoch}"
            what = "rewritten"
            if missing:
                what = "deleted" if missing[0] < last else "rollback"
            says = "the log has another one"
            if run.first < run.last:
                says = f"in the log with {run.first}…{run.last} as one leaf, not compared singly"
            return (yield Finding(what, name, (missing or numbers)[0], says))


def branch_hash(branch: str) -> bytes:
    return hashlib.sha256(branch.encode()).digest()[:15]


def chain_name(of: ChainId) -> bytes:
    """A chain as leaves name it: its type, and 15 bytes."""
    if of.writer == "office":
        return b"\2" + branch_hash(of.branch)
    station = of.writer.removeprefix("office@")
    return (b"\1" if station == of.writer else b"\3") + base64.b32decode(station.upper())


# Sync files of a USB stick, and archive files (docs/sync-files.md, docs/retention.md) ------------


PLAIN: dict[int, Any] = {0xC0: None, 0xC2: False, 0xC3: True}
SIZED: dict[int, tuple[type, int]] = {
    0xC4: (bytes, 1), 0xC5: (bytes, 2), 0xC6: (bytes, 4), 0xD9: (str, 1), 0xDA: (str, 2),
    0xDB: (str, 4), 0xDC: (list, 2), 0xDD: (list, 4), 0xDE: (dict, 2), 0xDF: (dict, 4),
    0xCC: (int, 1), 0xCD: (int, 2), 0xCE: (int, 4), 0xCF: (int, 8),
}  # fmt: skip
"""Of MessagePack: what a byte begins, and in how many bytes its size or number follows."""


def unpacked(data: bytes, at: int = 0) -> tuple[Any, int]:
    """The value at a place of a MessagePack file, and where it ends."""
    kind, at = data[at], at + 1
    if kind < 0x80 or kind in PLAIN:
        return PLAIN.get(kind, kind), at
    if kind < 0xC0:  # a small one, its size within the byte
        shape: type = dict if kind < 0x90 else list if kind < 0xA0 else str
        size = kind & (0x1F if shape is str else 0x0F)
    else:
        shape, width = SIZED[kind]
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    if shape is int:
        return size, at
    if size > len(data) - at:
        raise ValueError("the file is cut")
    if shape in (str, bytes):
        part = data[at : at + size]
        return (part.decode() if shape is str else part), at + size
    found = []
    for _ in range(2 * size if shape is dict else size):
        one, at = unpacked(data, at)
        found.append(one)
    return (dict(zip(found[::2], found[1::2], strict=True)) if shape is dict else found), at


SYNC, ANSWER, GZIP = b"tingsheng sync 1\n", b"tingsheng sync answer 1\n", b"\x1f\x8b"


def check_file(
    data: bytes, keys: dict[str, bytes], copy: Copy | None, asked: bytes = b""
) -> Iterator[Finding]:
    """A station's sync file, head office's answer to one (`asked`) or an archive file by itself,
    and against a copy of a database."""
    if data.startswith(GZIP):
        return check_archive(data, copy)
    if data.startswith(ANSWER):
        return check_answers(unpacked(data, len(ANSWER))[0], keys, copy, read_asked(asked))
    if not data.startswith(SYNC):
        raise ValueError("not a sync file, and not an archive file")
    listed = {name: key for name, (key, _) in (copy.stations if copy else {}).items()}
    return check_sync_file(unpacked(data, len(SYNC))[0], listed | keys, copy)


def check_sync_file(
    file: dict[str, Any], keys: dict[str, bytes], copy: Copy | None
) -> Iterator[Finding]:
    """A station's signed requests to head office, and the entries in them."""
    station, ends = file["station"], dict[ChainId, tuple[int, bytes]]()
    key = keys.get(station)
    if key is None:
        yield Finding("no key", station, 0)
    for number, one in enumerate(file["asked"], 1):
        if key and not signed_by(key, request(one), base64.b64decode(one["signature"])):
            yield Finding("altered file", station, 0, f"request {number} is not signed by it")
        if (one["method"], one["path"]) == ("POST", "/intake/v1/entries"):
            batch = json.loads(one["body"])["batch"]
            if batch["station"].removeprefix("office@") != station:
                yield Finding("swapped station", batch["station"], 0, f"in a file of {station}")
            yield from check_batch(batch, ends, copy)


def request(one: dict[str, Any]) -> bytes:
    """What a station signs of a request."""
    digest = hashlib.sha256(one["body"]).hexdigest()
    return f"tingsheng/1 {one['method']} {one['path']} {one['nonce']} {digest}".encode()


def read_asked(data: bytes) -> dict[str, bytes]:
    """The requests of a station's sync file, by their nonces; none without a file."""
    if not data:
        return {}
    if not data.startswith(SYNC):
        raise ValueError("--asked: not a station's sync file")
    return {one["nonce"]: request(one) for one in unpacked(data, len(SYNC))[0]["asked"]}


def check_answers(
    file: dict[str, Any], keys: dict[str, bytes], copy: Copy | None, asked: dict[str, bytes]
) -> Iterator[Finding]:
    """Head office's answer to a station's sync file: who signed it, and the entries in it."""
    station, key, ends = file["station"], file["key"], dict[ChainId, tuple[int, bytes]]()
    yield from check_whose(station, key, keys, copy)
    if not asked:
        yield Finding("no request", station, 0, "--asked: the station's file")
    for number, one in enumerate(file["answered"], 1):
        if asked and not answers(one, key, asked.get(one["nonce"], b"")):
            says = f"answer {number} is not what head office signed to a request of the file"
            yield Finding("altered file", station, 0, says)
        said = json.loads(one["body"]) if one["status"] == 200 and one["body"] else {}
        for batch in said.get("batches", ()):
            yield from check_batch(batch, ends, copy)
            yield from check_signed_head(batch, key)
        for mark in said.get("marks", ()) if copy else ():
            head = base64.b64decode(mark["head"]).hex()
            if copy and mark["seq"]:
                yield from _compare(copy, station, mark["epoch"], mark["seq"], head)
    missing = len(asked.keys() - {one["nonce"] for one in file["answered"]})
    if missing:
        yield Finding("altered file", station, 0, f"{missing} requests are not answered")


def check_whose(
    station: str, key: bytes, keys: dict[str, bytes], copy: Copy | None
) -> Iterator[Finding]:
    """Whether an answer is this station's, from its head office."""
    if copy and copy.identity and station not in {name for _, name in copy.identity}:
        yield Finding("swapped station", station, 0, "the database is another station's")
    elif copy and copy.offices and key not in copy.offices:
        yield Finding("altered file", station, 0, "it is not from this station's head office")
    elif key not in keys.values() and not (copy and copy.offices):
        yield Finding("no key", station, 0, f"head office's, {key.hex()}")


def answers(one: dict[str, Any], key: bytes, request: bytes) -> bool:
    """Whether head office signed this answer to a request."""
    asked, said = (hashlib.sha256(part).hexdigest() for part in (request, one["body"]))
    signed = f"tingsheng/1 {asked} {one['status']} {said}".encode()
    return signed_by(key, signed, base64.b64decode(one["signature"]))


def check_signed_head(batch: dict[str, Any], key: bytes) -> Iterator[Finding]:
    """Head office signs the last hash of the entries that it gives out."""
    bodies = [base64.b64decode(one) for one in batch["entries"]]
    if bodies:
        of = ChainId(json.loads(bodies[0])["branch"], batch["station"], batch["epoch"])
        last, head = batch["from"] + len(bodies) - 1, base64.b64decode(batch["head"]).hex()
        signed = f"tingsheng/1 head {of.branch} {of.station} {of.epoch} {last} {head}".encode()
        if not signed_by(key, signed, base64.b64decode(batch["signature"])):
            yield Finding("forged head", str(of), last, "not signed by head office")


def check_batch(
    batch: dict[str, Any], ends: dict[ChainId, tuple[int, bytes]], copy: Copy | None
) -> Iterator[Finding]:
    """Consecutive entries of a chain as they are sent: those of one batch have one hash, `head`,
    after them. `ends` is how far earlier batches of the file go."""
    bodies = [base64.b64decode(one) for one in batch["entries"]]
    if not bodies:
        return
    of = ChainId(json.loads(bodies[0])["branch"], batch["station"], batch["epoch"])
    first, before, head = batch["from"], *(base64.b64decode(batch[n]) for n in ("prev", "head"))
    start = genesis(of.branch, of.writer, of.epoch, base64.b64decode(batch["common"]) or bytes(32))
    known = copy.hashes(of.writer, of.epoch, first - 1) if copy else []
    earlier = before if not known or before in known else known[0]
    last, expected = ends.get(of, (0, start) if first == 1 else (first - 1, earlier))
    if first != last + 1:
        yield Finding("gap", str(of), last + 1, f"…{first - 1}")
    elif before != expected:
        name = "swapped station" if first == 1 else "edited"
        yield Finding(name, str(of), first, "the hash before it")
    for seq, body in enumerate(bodies, first):
        before = link(before, seq, body)
        known = copy.hashes(of.writer, of.epoch, seq) if copy else []
        if known and before not in known:
            yield Finding("rewritten", str(of), seq, "the database has another one")
            break
    else:
        if before != head:
            yield Finding("edited", str(of), first, f"or one of those up to {seq}")
    ends[of] = first + len(bodies) - 1, head


def check_archive(data: bytes, copy: Copy | None) -> Iterator[Finding]:
    """An archive file: the parts of chains in it, and what a database has noted of it."""
    with gzip.open(io.BytesIO(data)) as file:
        label, *lines = (json.loads(line) for line in file.read(1 << 28).splitlines())
    place = label["branch"], label["month"], label["number"]
    chosen = "SELECT sha256 FROM archive WHERE branch = ? AND month = ? AND number = ?"
    noted = copy.db.execute(chosen, place).fetchone() if copy else None
    if copy and noted != (hashlib.sha256(data).hexdigest(),):
        yield Finding("altered file", "{1}/{0}.{2}".format(*place), 0, "the database noted another")
    heads = [n for n, line in enumerate(lines) if "prev" in line]
    for begins, ends in zip(heads, [*heads[1:], len(lines)], strict=True):
        part, rows = lines[begins], [_archived_row(one) for one in lines[begins + 1 : ends]]
        of, end = ChainId(place[0], part["station"], part["epoch"]), bytes.fromhex(part["head"])
        start, first = bytes.fromhex(part["prev"]), part["first"]
        yield from walk(of, iter(rows), start, (part["last"], end), first=first)
        for row in rows if copy else ():
            if copy and row.hash not in copy.hashes(of.writer, of.epoch, row.seq):
                yield Finding("rewritten", str(of), row.seq, "the database has another one")
                break


def _archived_row(line: dict[str, Any]) -> Row:
    body = base64.b64decode(line.get("base64", "")) or line.get("body", "").encode()
    return Row(line["seq"], body, bytes.fromhex(line["hash"]), ("",) * len(COLUMNS))


# Command line -----------------------------------------------------------------------


def _log(asked: argparse.Namespace) -> Iterator[Finding]:
    place = Place(asked.what, asked.copy)
    newest = read_checkpoint(place.read("checkpoint").decode())
    earlier = {str(path): read_checkpoint(path.read_text("utf-8")) for path in asked.earlier}
    for name in unsigned(newest, [asked.log_key, *asked.witness]):
        yield Finding("forged head", newest.origin, newest.size, f"not signed by {name}")
    sizes = {newest.size, *(one.size for one in earlier.values())}
    log = Log(leaves(place, newest.size), sizes)
    yield from check_growth(log, newest, earlier, asked.log_key)
    yield from check_leaves(log)
    today, keys = datetime.date.today(), read_keys(asked.keys)
    copy = Copy(asked.database) if asked.database else None
    for text in asked.receipt:
        yield from check_in_log(log, copy, read_receipt(text), keys, today, asked.days)
    if copy:
        yield from check_chains(log, copy)


def _proof(asked: argparse.Namespace) -> Iterator[Finding]:
    keys, text = [asked.log_key, *asked.witness], Path(asked.what).read_text("utf-8")
    return check_proof(text, read_receipt(*asked.receipt), keys)


COMMANDS: dict[str, Callable[[argparse.Namespace], Iterator[Finding]]] = {
    "database": lambda a: check_database(Copy(a.what), a.since_head, read_keys(a.keys)),
    "receipt": lambda a: check_receipt(read_receipt(a.what), Copy(a.database), read_keys(a.keys)),
    "proof": _proof,
    "log": _log,
    "file": lambda a: check_file(
        Path(a.what).read_bytes(),
        read_keys(a.keys),
        Copy(a.database) if a.database else None,
        a.asked.read_bytes() if a.asked else b"",
    ),
}
UNREADABLE = (ValueError, OSError, EOFError, LookupError, TypeError, AttributeError, OverflowError,
              RecursionError, zlib.error, http.client.HTTPException, sqlite3.Error)  # fmt: skip
"""What reading raises for a file that is another one, or not whole."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("what", help="a file, the text of a receipt, or where a log is")
    for name in ("--since-head", "--witness", "--receipt"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--earlier", action="append", default=[], type=Path)
    for name in ("--keys", "--database", "--copy", "--asked"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--log-key", default="")
    parser.add_argument("--days", type=int, default=3)
    asked = parser.parse_args(arguments)
    try:
        findings = list(COMMANDS[asked.command](asked))
    except UNREADABLE as error:
        print(f"无法核对 / can't check: {error}", file=sys.stderr)
        return 2
    lines = map(str, findings) if findings else ["✓ 未发现改动 / everything is as it was written"]
    print(*lines, sep="\n")
    return 1 if any(one.name not in NOTICES for one in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
