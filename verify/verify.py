#!/usr/bin/env python3
"""核对厅声账本的独立程序，供审计人员使用。An auditor's check of a ledger of Tingsheng.

One file, to be read before it is run: the standard library and PyNaCl, nothing of Tingsheng itself.
It opens databases read-only, writes nothing, and needs no network. How the chain is made is in
docs/architecture.md, "The ledger"; how to use this program is in docs/verify.md.

    python verify.py database FILE [--since-head HEAD …] [--keys FILE]
    python verify.py receipt TEXT --database FILE [--keys FILE]
    python verify.py proof FILE --receipt TEXT --log-key KEY [--witness KEY …]

It ends with 0 if all is as it was written, 1 with a finding, 2 if it could not check.
"""

import argparse
import base64
import contextlib
import datetime
import hashlib
import heapq
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
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
    "no key": ("没有该终端的公钥，签名未核对", "no key of the station: signature not checked"),
}


class Finding(NamedTuple):
    """What is wrong: a name of NAMES, the chain and the entry, and a detail."""

    name: str
    chain: str
    seq: int
    detail: str = ""

    def __str__(self) -> str:
        zh, en = NAMES[self.name]
        place = f"{self.chain} #{self.seq}" if self.seq else self.chain
        return f"✗ {zh} / {en}: {place}{' — ' if self.detail else ''}{self.detail}"


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
    of: ChainId, rows: Iterator[Row], start: bytes, end: tuple[int, bytes], known: Iterable[ChainId]
) -> Iterator[Finding]:
    """Checks a chain from its `start` to its `end`, the number and the hash of the last entry as
    its head says. After a fault it goes on from what is stored, so that each is named once."""
    before, expected, shift = start, 1, 0
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

    def __init__(self, path: Path) -> None:
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


def check_receipt(receipt: Receipt, copy: Copy, keys: dict[str, bytes]) -> Iterator[Finding]:
    """A receipt against a copy of a database: first its signature, then the entry."""
    place = f"{receipt.station}/{receipt.epoch}"
    key = keys.get(receipt.station) or copy.stations.get(receipt.station, (None,))[0]
    if key is None:
        yield Finding("no key", place, receipt.seq)
    elif fingerprint(key) != receipt.station or not signed_by(
        key, b"tingsheng/receipt/1" + receipt.packed, receipt.signature
    ):
        yield Finding("forged receipt", place, receipt.seq)
        return
    hashes = copy.hashes(receipt.station, receipt.epoch, receipt.seq)
    if receipt.hash not in hashes:
        name = "rewritten" if hashes else "missing"
        yield Finding(name, place, receipt.seq, f"receipt of {receipt.day}")


def read_keys(path: Path | None) -> dict[str, bytes]:
    """Public keys, one a line as 64 hex digits; what follows on a line is not read."""
    lines = path.read_text().splitlines() if path else []
    keys = [bytes.fromhex(line.split()[0]) for line in lines if line.strip()]
    return {fingerprint(key): key for key in keys}


# Proofs of the transparency log (docs/log.md; C2SP tlog-proof, RFC 6962) ---------------


def check_proof(text: str, receipt: Receipt, keys: Iterable[str]) -> Iterator[Finding]:
    """Whether a proof file shows that a receipt's entry is in a log, under a checkpoint that each
    of these keys has signed: the log's own, and witnesses'. Verifier keys as notes write them."""
    head, _, note = text.partition("\n\n")
    said, _, signatures = note.rpartition("\n\n")
    kind, *lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    origin, size, root = said.split("\n")[:3]
    if kind != "c2sp.org/tlog-proof@v1" or not lines[0].startswith("index "):
        raise ValueError("not a proof of a transparency log")
    leaf = b"\1" + receipt.packed[1:20] + receipt.seq.to_bytes(8, "big") + receipt.hash
    path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    place = f"{receipt.station}/{receipt.epoch}"
    if climbed(int(lines[0][6:]), int(size), leaf, path) != base64.b64decode(root):
        yield Finding("forged proof", place, receipt.seq, f"not in {origin} of {size} leaves")
    for key in keys:
        if not note_signed(said + "\n", signatures, key):
            yield Finding("forged proof", place, receipt.seq, f"not signed by {key.split('+')[0]}")


def climbed(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root above a leaf; nothing if the path does not lead there (RFC 9162, 2.1.3.2)."""
    found, last = hashlib.sha256(b"\0" + leaf).digest(), size - 1
    for other in path if 0 <= index < size else ():
        left = index & 1 or index == last
        found = hashlib.sha256(b"\1" + (other + found if left else found + other)).digest()
        while left and index and not index & 1:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return found if last == 0 else b""


def note_signed(said: str, signatures: str, key: str) -> bool:
    """Whether a note has a signature of this key: Ed25519 (type 1), or a cosignature (type 4)."""
    name, said_id, encoded = key.strip().split("+", 2)
    public = base64.b64decode(encoded)
    id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    for line in signatures.splitlines() if id.hex() == said_id else ():
        _, of, signature = line.split(" ")
        made = base64.b64decode(signature)
        if of == name and made[:4] == id:
            message, rest = said, made[4:]
            if public[0] == 4:
                message, rest = (
                    f"cosignature/v1\ntime {int.from_bytes(rest[:8], 'big')}\n{said}",
                    rest[8:],
                )
            return signed_by(public[1:], message.encode(), rest)
    return False


# Command line -----------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    try:
        asked = _arguments().parse_args(arguments)
        findings = list(asked.check(asked))
    except (ValueError, OSError, IndexError, TypeError, sqlite3.Error) as error:
        print(f"无法核对 / can't check: {error}", file=sys.stderr)
        return 2
    print(*findings or ["✓ 未发现改动 / everything is as it was written"], sep="\n")
    return 1 if findings else 0


def _proof(asked: argparse.Namespace) -> Iterator[Finding]:
    text, receipt = asked.file.read_text(), read_receipt(asked.receipt)
    return check_proof(text, receipt, [asked.log_key, *asked.witness])


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("database", help="核对数据库文件 / check a database file")
    one.add_argument("file", type=Path)
    one.add_argument("--since-head", action="append", default=[], metavar="HEAD")
    one.add_argument("--keys", type=Path)
    one.set_defaults(check=lambda a: check_database(Copy(a.file), a.since_head, read_keys(a.keys)))
    one = commands.add_parser("receipt", help="核对顾客凭证 / check a customer's receipt")
    one.add_argument("text")
    one.add_argument("--database", type=Path, required=True)
    one.add_argument("--keys", type=Path)
    one.set_defaults(
        check=lambda a: check_receipt(read_receipt(a.text), Copy(a.database), read_keys(a.keys))
    )
    one = commands.add_parser("proof", help="核对存证日志的证明 / check a proof of the log")
    one.add_argument("file", type=Path)
    one.add_argument("--receipt", required=True)
    one.add_argument("--log-key", required=True)
    one.add_argument("--witness", action="append", default=[], metavar="KEY")
    one.set_defaults(check=_proof)
    return parser


if __name__ == "__main__":
    sys.exit(main())
