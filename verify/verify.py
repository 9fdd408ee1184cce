#!/usr/bin/env python3
"""核对厅声账本的独立程序，供审计人员使用。An auditor's check of a ledger of Tingsheng.

    python verify.py database FILE [--since-head HEAD …] [--keys FILE]
    python verify.py receipt TEXT --database FILE [--keys FILE]
    python verify.py proof FILE --receipt TEXT --log-key KEY [--witness KEY …]
    python verify.py log PLACE --log-key KEY [--witness KEY …] [--earlier FILE …]
                         [--receipt TEXT …] [--days N] [--database FILE] [--copy FOLDER]
    python verify.py file FILE [--keys FILE] [--database FILE] [--asked FILE] [--office-key KEY]

PLACE is a folder or an address such as https://office.example/log.
It ends with 0 if all is as it was written, 1 if something was altered, is missing or was not kept,
2 if it found nothing of that, but could not check all that was asked.

How to read it: one file (Over the line limit: an auditor gets one file) without any code of
Tingsheng, by the standard library and PyNaCl. It opens databases read-only, writes nothing but the
copy of a log that `--copy` asks for, and only `log`, given an address, uses the network.
  RULES, the first half, say what is a finding: each `check_…` compares what is stored with what it
  must be and yields a Finding where they differ. Read those of the command that you use: COMMANDS,
  at the end, says where each begins. NAMES lists all that can be found.
  FORMATS, the second half, say how things are read, and how hashes are made of them.
Sources: docs/verify.md; of chains docs/architecture.md, "The ledger"; of receipts docs/receipts.md;
of leaves, proofs and the log docs/log.md; of files docs/sync-files.md and docs/retention.md.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import heapq
import http.client
import io
import json
import re
import sqlite3
import struct
import sys
import time
import urllib.error
import urllib.request
import zlib
from base64 import b32decode, b32encode, b64decode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

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
    "no key": ("没有签名人的公钥，签名未核对", "no key of who signed: signature not checked"),
    "no request": ("没有所答的请求，签名未核对", "no requests: signatures not checked"),
    "waiting": ("日志里还没有，尚未到期", "not in the log yet, and not due yet"),
    "unknown leaf": ("有本程序不认识的叶", "leaves that this program does not know"),
}
NO_FAULT = {"waiting", "unknown leaf"}
NOT_CHECKED = {"in a batch", "no key", "no request"}
"""What is said by the way; what could not be checked. All other names are of alterations."""


class Finding(NamedTuple):
    """A name of NAMES, the chain (or what else it is about) and the entry, and a detail."""

    name: str
    chain: object
    seq: int = 0
    detail: str = ""

    def __str__(self) -> str:
        sign = "·" if self.name in NO_FAULT else "?" if self.name in NOT_CHECKED else "✗"
        place = f"{self.chain} #{self.seq}" if self.seq else self.chain
        names, detail = " / ".join(NAMES[self.name]), f" — {self.detail}" if self.detail else ""
        return plain(f"{sign} {names}: {place}{detail}")


def plain(text: str) -> str:
    """A line with no other signs than those that print: what is checked can't write lines here."""
    return "".join(one if one.isprintable() else "?" for one in text)


Findings = Iterator[Finding]
Keys = dict[str, bytes]  # public keys by stations' ids
Json = dict[str, Any]

# RULES: a chain. Each hash covers the one before it, so a change shows in all after it


def walk(
    of: ChainId, rows: Iterator[Row], before: bytes, end: End, copy: Copy | None, first: int = 1
) -> Findings:
    """A chain, or a part from entry `first` on: from the hash before it to its `end`, as its head
    says. After a fault it goes on from what is stored, so that each is named once."""
    row, expected, shift = next(rows, None), first, 0  # shift: how much rows have other numbers by
    while row:
        then, number = next(rows, None), row.seq - shift
        fits = link(before, number, row.body) == row.hash
        if number < expected:
            yield Finding("inserted", of, row.seq, "the number is there twice")
        elif number > expected or fits or not row.columns:
            if number > expected:
                yield Finding("gap" if fits else "deleted", of, expected, f"…{number - 1}")
            elif wrong := altered_columns(row):
                yield Finding("column", of, row.seq, wrong)
            before, expected = row.hash, number + 1
        else:
            name, detail, before = broken(of, number, before, row, then, end, copy)
            yield Finding(name, of, row.seq, detail)
            expected = number + {"inserted": 0, "reordered": 2, "deleted": 2}.get(name, 1)
            if name == "reordered":
                then = next(rows, None)
            elif name == "deleted":
                shift -= 1  # later rows were numbered again
            elif name == "inserted" and then:
                shift += then.seq - row.seq
        row = then
    last, (seq, head) = expected - 1, end
    if seq in (last, last + shift):
        if before != head:
            yield Finding("forged head", of, seq)
    elif last < seq:
        yield Finding("deleted", of, last + 1, f"…{seq}")
    else:
        yield Finding("inserted", of, seq + 1, f"…{last}, after the head")


def broken(
    of: ChainId, number: int, before: bytes, row: Row, then: Row | None, end: End, copy: Copy | None
) -> tuple[str, str, bytes]:
    """What happened where a row does not follow from the one before, as far as it and the next row
    show it: the fault's name, a detail, and the hash to go on from."""
    if number == 1 and copy and (other := copy.other_chain(of, row)):
        return "swapped station", f"this is {other}", row.hash
    true = link(before, number, row.body)
    if then is None:
        return ("edited", "hash", true) if end[1] == true else ("edited", "body", row.hash)
    first = link(before, number, then.body)
    second = link(first, number + 1, row.body)
    if {first, second} == {row.hash, then.hash}:
        return "reordered", "with the next one", second
    if first == then.hash:
        return "inserted", "", before
    if link(true, number + 1, then.body) == then.hash:
        return "edited", "hash", true
    if link(row.hash, number + 2, then.body) == then.hash:
        return "deleted", "later ones have other numbers now", row.hash
    return "edited", "body", row.hash


def altered_columns(row: Row) -> str:
    """The names of the columns that differ from the body. Nothing counts by a row without a kind,
    whose body was not readable where it arrived."""
    stored = dict(zip(COLUMNS, row.columns, strict=False))
    if not stored.get("kind"):
        return ""
    try:
        expected = {"entry": "screen", **json.loads(row.body)}
    except (ValueError, TypeError, RecursionError):
        return "body"
    return ", ".join(name for name in COLUMNS if stored[name] != expected.get(name, ""))


# RULES: a database, by itself and against what is known otherwise ---------------------


def check_database(copy: Copy, heads: Iterable[str], keys: Keys) -> Findings:
    """All chains of a copy of a database; and against what is known otherwise: keys, what head
    office has signed to hold, heads that were printed."""
    for of, (common, seq, head) in copy.chains.items():
        yield from walk(of, copy.rows(of), of.genesis(bytes(common)), (seq, bytes(head)), copy)
    for of in map(ChainId._make, copy.read("DISTINCT branch, station, epoch FROM ledger")):
        if of not in copy.chains:
            yield Finding("forged head", of, 0, "rows without a head")
    yield from check_stations(copy, keys)
    signed = copy.read("station, epoch, seq, head FROM office_mark WHERE matches = 1")
    for station, epoch, seq, head in signed:
        yield from compare(copy, station, epoch, seq, bytes(head).hex())
    for text in heads:
        yield from compare(copy, *read_head(text))


def check_stations(copy: Copy, keys: Keys) -> Findings:
    """A station's id is its key's fingerprint, and each chain is of a station that is enrolled."""
    for name, (key, branch) in copy.stations.items():
        if fingerprint(key) != name or (keys and keys.get(name) != key):
            yield Finding("swapped station", f"{branch}/{name}", 0, "its key is another one")
    for branch, name, _ in copy.identity if keys else ():
        if name not in keys:
            yield Finding("swapped station", f"{branch}/{name}", 0, "not on the list of keys")
    for of in copy.chains if copy.stations else ():
        station = of.writer.removeprefix("office@")
        if station != "office" and copy.stations.get(station, (b"", ""))[1] != of.branch:
            yield Finding("swapped station", of, 0, "never enrolled for this branch")


def compare(copy: Copy, station: str, epoch: int, seq: int, head: str) -> Findings:
    """An entry against the beginning of its hash, as it was known earlier."""
    hashes = copy.hashes(station, epoch, seq)
    if not any(one.hex().startswith(head) for one in hashes):
        name = "rewritten" if hashes else "rollback"
        yield Finding(name, f"{station}/{epoch}", seq, f"was {head[:16]}…")


# RULES: a receipt, against a database or by a proof of the log ------------------------


def check_receipt(receipt: Receipt, copy: Copy, keys: Keys) -> Findings:
    """A receipt's entry is in the copy of a database. A forged receipt names no entry."""
    known = keys.get(receipt.station) or copy.stations.get(receipt.station, (None,))[0]
    if fault := unsound(receipt, known):
        yield receipt.finding(fault)
    hashes = copy.hashes(receipt.station, receipt.epoch, receipt.seq)
    if fault != "forged receipt" and receipt.hash not in hashes:
        yield receipt.finding("rewritten" if hashes else "missing", f"receipt of {receipt.day}")


def unsound(receipt: Receipt, key: bytes | None) -> str:
    """What is wrong with a receipt's signature, by the key of its station; "" if nothing is."""
    if key is None:
        return "no key"
    message, signature = b"tingsheng/receipt/1" + receipt.data[:61], receipt.data[61:]
    own = fingerprint(key) == receipt.station and signed_by(key, message, signature)
    return "" if own else "forged receipt"


def check_proof(text: str, receipt: Receipt, keys: Iterable[str]) -> Findings:
    """A proof file shows that a receipt's entry is in a log, as a leaf or within the leaf of a
    batch, under a checkpoint that each of these keys has signed."""
    note, leaf = read_checkpoint(text), receipt.leaf
    index, path, extra = read_proof(text)
    if extra[:1] == b"\x14" and (batch := read_run(extra[:69])):
        leaf = extra[:69]
        if not in_batch(receipt, batch, extra[69:]):
            yield receipt.finding("forged proof", "not in the proof's batch")
    if climbed(index, note.size, leaf, path) != note.root:
        yield receipt.finding("forged proof", f"not in {note.origin} of {note.size} leaves")
    for name in unsigned(note, keys):
        yield receipt.finding("forged proof", f"not signed by {name}")


def in_batch(receipt: Receipt, batch: Run, path: bytes) -> bool:
    """Whether a path leads from a receipt's entry to the root of a batch of its chain."""
    hashes = [path[at : at + 32] for at in range(0, len(path), 32)]
    index, size = receipt.seq - batch.first, len(batch.numbers)
    of_chain = entry_leaf(batch.chain, batch.epoch, receipt.seq, receipt.hash) == receipt.leaf
    return of_chain and climbed(index, size, receipt.leaf, hashes) == batch.root


# RULES: a log, by itself and against what others have seen of it ----------------------


def check_log(asked: argparse.Namespace) -> Findings:
    """A whole log, and what is compared with it."""
    place = Place(asked.what, asked.copy)
    newest = read_checkpoint(place.read("checkpoint").decode())
    earlier = {str(path): read_checkpoint(path.read_text("utf-8")) for path in asked.earlier}
    for name in unsigned(newest, [asked.log_key, *asked.witness]):
        yield Finding("forged head", newest.origin, newest.size, f"not signed by {name}")
    sizes = {newest.size, *(one.size for one in earlier.values())}
    log = Log(read_leaves(place, newest.size), sizes)
    yield from check_growth(log, newest, earlier, asked.log_key)
    yield from check_leaves(log)
    copy, keys = asked.database and Copy(asked.database), read_keys(asked.keys)
    for text in asked.receipt:
        yield from check_in_log(log, copy, read_receipt(text), keys, asked.days)
    if copy:
        yield from check_chains(log, copy)


def check_growth(log: Log, newest: Checkpoint, kept: dict[str, Checkpoint], key: str) -> Findings:
    """The root is that of the leaves, and the log only grew since checkpoints that were kept."""
    if log.roots[newest.size] != newest.root:
        yield Finding("forged head", newest.origin, newest.size, "not the root of its leaves")
    for name, one in kept.items():
        if one.origin != newest.origin:
            raise ValueError(f"{name}: of another log, {one.origin}")
        if list(unsigned(one, [key])):
            yield Finding("forged head", one.origin, one.size, f"{name}: not signed by the log")
        elif log.roots.setdefault(one.size, one.root) != one.root:
            yield Finding("split view", one.origin, one.size, f"{name}: of other entries")
        elif one.size > newest.size:
            yield Finding("rollback", one.origin, newest.size, f"{name}: had {one.size} leaves")


def check_leaves(log: Log) -> Findings:
    """Promises for days before an earlier one's, which do not count; leaves of a later program."""
    for branch, first in log.backwards:
        of = "every branch" if branch == EVERY_BRANCH else f"branch {branch.hex()}"
        says = f"from day {first} since 1970-01-01, before that of an earlier one"
        yield Finding("promise back", of, 0, says)
    for (kind, length), number in sorted(log.unknown.items()):
        yield Finding("unknown leaf", f"type {kind}", 0, f"{number} of {length} bytes")


def check_in_log(log: Log, copy: Copy | None, receipt: Receipt, keys: Keys, days: int) -> Findings:
    """A receipt's entry is in the log as many days after the day it names as the log promises;
    `days` is for a log that promises nothing for that day. A batch alone does not show its entries;
    a copy of a database does, if its entries have the batch's root."""
    known = keys.get(receipt.station) or log.stations.get(receipt.station, (None,))[0]
    if fault := unsound(receipt, known):
        yield receipt.finding(fault)
    if fault == "forged receipt":
        return
    runs = log.runs(receipt.leaf[:16], receipt.epoch)
    there = [run for run in runs if run.first <= receipt.seq <= run.last]
    due = receipt.day + datetime.timedelta(log.days(receipt.station, receipt.day) or days)
    if not there:
        name = "promise" if datetime.date.today() > due else "waiting"
        yield receipt.finding(name, f"receipt of {receipt.day}, due {due}")
    elif leaf_hash(receipt.leaf) not in {run.root for run in there if run.first == run.last}:
        kept = copy.kept(copy.written(receipt.station, receipt.epoch)) if copy else []
        proved = {one[receipt.seq] for run in there for one in kept if is_above(run, one)}
        batches = ", ".join(f"{run.first}…{run.last}" for run in there if run.first < run.last)
        if receipt.hash not in proved:
            name = "in a batch" if batches and not proved else "rewritten"
            yield receipt.finding(name, batches or f"receipt of {receipt.day}")


def check_chains(log: Log, copy: Copy) -> Findings:
    """What is in a log against the chains of a copy of a database: head office's holds all of it, a
    station's its own chains. Chains of a branch before it joined head office are not in the log."""
    for branch, name, _ in copy.identity:
        if log.stations.get(name, (b"", b""))[1] != branch_hash(branch):
            yield Finding("swapped station", f"{branch}/{name}", 0, "not enrolled so in the log")
    here: dict[tuple[bytes, int], list[ChainId]] = {}
    for of in copy.chains:
        chain, known = chain_name(of), log.stations.get(of.writer.removeprefix("office@"))
        if chain[0] == 2 or (known and known[1] == branch_hash(of.branch)):
            here.setdefault((chain, of.epoch), []).append(of)
    own = {chain_name(ChainId(branch, name, 1)) for branch, name, _ in copy.identity}
    for chain, epoch in log.db.execute("SELECT DISTINCT chain, epoch FROM run").fetchall():
        if copy.stations or chain in own or (chain, epoch) in here:
            yield from check_runs(log.runs(chain, epoch), copy.kept(here.get((chain, epoch), [])))


def check_runs(runs: list[Run], kept: list[dict[int, bytes]]) -> Findings:
    """The leaves of a chain against what a copy keeps under its name. The first difference alone,
    since those after it follow from it; an entry that came again later is in several leaves."""
    held = {seq for hashes in kept for seq in hashes}
    same = {seq for run in runs if any(is_above(run, one) for one in kept) for seq in run.numbers}
    for run in runs:
        differing = [seq for seq in run.numbers if seq not in same]
        missing = [seq for seq in differing if seq not in held]
        if not differing:
            continue
        name, says = "rewritten", "the log has another one"
        if missing:
            name = "deleted" if missing[0] < max(held, default=0) else "rollback"
            says = "it is in the log"
        if run.first < run.last:
            says = f"in the log with {run.first}…{run.last} as one leaf, not compared singly"
        place = f"{letters(run.chain[1:])}/{run.epoch}"
        return (yield Finding(name, place, (missing or differing)[0], says))


def is_above(run: Run, hashes: dict[int, bytes]) -> bool:
    """Whether a leaf is of the entries that have these hashes in the chain."""
    if any(seq not in hashes for seq in run.numbers):
        return False
    leaves = (entry_leaf(run.chain, run.epoch, seq, hashes[seq]) for seq in run.numbers)
    return Tree(leaves).root() == run.root


# RULES: files, by themselves and against a database -----------------------------------


def check_file(
    data: bytes, keys: Keys, copy: Copy | None, asked: bytes = b"", office: bytes = b""
) -> Findings:
    """A station's sync file, head office's answer to one (`asked`), or an archive file."""
    if data.startswith(GZIP):
        return check_archive(data, copy)
    if data.startswith(ANSWER):
        return check_answers(read_sync(data, ANSWER), office, copy, read_asked(asked))
    listed = {name: key for name, (key, _) in (copy.stations if copy else {}).items()}
    return check_sync_file(read_sync(data, SYNC), listed | keys, copy)


def check_sync_file(file: Json, keys: Keys, copy: Copy | None) -> Findings:
    """A station has signed each request to head office, and the entries in them are its own."""
    station, key, ends = file["station"], keys.get(file["station"]), Ends()
    if key is None:
        yield Finding("no key", station)
    for number, one in enumerate(file["asked"], 1):
        if key and not signed_by(key, request(one), b64decode(one["signature"])):
            yield Finding("altered file", station, 0, f"request {number} is not signed by it")
        if (one["method"], one["path"]) == ("POST", "/intake/v1/entries"):
            batch = json.loads(one["body"])["batch"]
            if batch["station"].removeprefix("office@") != station:
                yield Finding("swapped station", batch["station"], 0, f"in a file of {station}")
            yield from check_batch(batch, ends, copy)


def check_answers(file: Json, office: bytes, copy: Copy | None, asked: Keys) -> Findings:
    """Head office has signed each answer to a station's requests (`asked`, by their nonces) and
    answers all of them; the entries in it, and how far it says that it holds the station's."""
    station, key, ends = file["station"], file["key"], Ends()
    yield from check_sender(station, key, office, copy)
    if not asked:
        yield Finding("no request", station, 0, "--asked: the station's file")
    for number, one in enumerate(file["answered"], 1):
        if asked and not is_answer(one, key, asked.get(one["nonce"], b"")):
            yield Finding("altered file", station, 0, f"answer {number} is not signed to a request")
        said = json.loads(one["body"]) if one["status"] == 200 and one["body"] else {}
        for batch in said.get("batches", ()):
            yield from check_batch(batch, ends, copy, key)
        for mark in said.get("marks", ()):
            if copy and mark["seq"]:
                head = b64decode(mark["head"]).hex()
                yield from compare(copy, station, mark["epoch"], mark["seq"], head)
    missing = len(asked.keys() - {one["nonce"] for one in file["answered"]})
    if missing:
        yield Finding("altered file", station, 0, f"{missing} requests are not answered")


def check_sender(station: str, key: bytes, office: bytes, copy: Copy | None) -> Findings:
    """An answer is this station's, from its head office: by the key that the auditor knows, and by
    a copy of the station's database, which a hall could have made up with the answer."""
    identity = copy.identity if copy else []
    if identity and station not in {name for _, name, _ in identity}:
        yield Finding("swapped station", station, 0, "the database is another station's")
    elif identity and key not in {bytes(known) for *_, known in identity}:
        yield Finding("altered file", station, 0, "it is not from this station's head office")
    if office and key != office:
        yield Finding("altered file", station, 0, "it is not from the head office of --office-key")
    elif not office and not identity:
        yield Finding("no key", station, 0, f"--office-key; the file says {key.hex()}")


def check_batch(batch: Json, ends: Ends, copy: Copy | None, office: bytes = b"") -> Findings:
    """Entries as they are sent follow from each other, and from the `ends` of those before in the
    file. A batch has one hash, `head`, which head office signs by its key `office`."""
    bodies = [b64decode(one) for one in batch["entries"]]
    if not bodies:
        return
    of = ChainId(json.loads(bodies[0])["branch"], batch["station"], batch["epoch"])
    before, head, common = (b64decode(batch[name]) for name in ("prev", "head", "common"))
    first, start = batch["from"], of.genesis(common or bytes(32))
    kept = copy.hashes(of.writer, of.epoch, first - 1) if copy else []
    earlier = before if not kept or before in kept else kept[0]
    last, expected = ends.get(of, (0, start) if first == 1 else (first - 1, earlier))
    if first != last + 1:
        yield Finding("gap", of, last + 1, f"…{first - 1}")
    elif before != expected:
        name = "swapped station" if first == 1 else "edited"
        yield Finding(name, of, first, "the hash before it")
    for seq, body in enumerate(bodies, first):
        before = link(before, seq, body)
        known = copy.hashes(of.writer, of.epoch, seq) if copy else []
        if known and before not in known:
            yield Finding("rewritten", of, seq, "the database has another one")
            break
    else:
        if before != head:
            yield Finding("edited", of, first, f"or one of those up to {seq}")
    ends[of] = last, _ = first + len(bodies) - 1, head
    signed = f"tingsheng/1 head {of.branch} {of.station} {of.epoch} {last} {head.hex()}".encode()
    if office and not signed_by(office, signed, b64decode(batch["signature"])):
        yield Finding("forged head", of, last, "not signed by head office")


def check_archive(data: bytes, copy: Copy | None) -> Findings:
    """An archive file: the parts of chains in it, and what a database has noted of it."""
    with gzip.open(io.BytesIO(data)) as file:
        label, *lines = (json.loads(line) for line in file.read(1 << 28).splitlines())
    place = label["branch"], label["month"], label["number"]
    chosen = "sha256 FROM archive WHERE branch = ? AND month = ? AND number = ?"
    if copy and [*copy.read(chosen, *place)] != [(sha256(data).hexdigest(),)]:
        yield Finding("altered file", "{1}/{0}.{2}".format(*place), 0, "the database noted another")
    heads = [n for n, line in enumerate(lines) if "prev" in line]
    for begins, ends in zip(heads, [*heads[1:], len(lines)], strict=True):
        part, rows = lines[begins], [*map(archived_row, lines[begins + 1 : ends])]
        of, end = ChainId(place[0], part["station"], part["epoch"]), bytes.fromhex(part["head"])
        start, first = bytes.fromhex(part["prev"]), part["first"]
        yield from walk(of, iter(rows), start, (part["last"], end), None, first)
        for row in rows if copy else ():
            if copy and row.hash not in copy.hashes(of.writer, of.epoch, row.seq):
                yield Finding("rewritten", of, row.seq, "the database has another one")
                break


# FORMATS: keys and signatures, a chain and its rows -----------------------------------


def letters(name: bytes) -> str:
    return b32encode(name).decode().lower()


def fingerprint(public: bytes) -> str:
    """A station's id: 120 bits of its public key's SHA-256 in base32."""
    return letters(sha256(public).digest()[:15])


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def read_keys(path: Path | None) -> Keys:
    """Public keys, one a line as 64 hex digits; what follows on a line is not read."""
    lines = path.read_text().splitlines() if path else []
    keys = [bytes.fromhex(line.split()[0]) for line in lines if line.strip()]
    return {fingerprint(key): key for key in keys}


class ChainId(NamedTuple):
    """Who wrote a chain, for which branch, in which epoch. `station` is a station's id, "office",
    or "office@…" for a hall without one; a chain that was set aside has "~…" after it."""

    branch: str
    station: str
    epoch: int

    @property
    def writer(self) -> str:
        return self.station.partition("~")[0]

    def __str__(self) -> str:
        return f"{self.branch}/{self.station}/{self.epoch}"

    def genesis(self, common: bytes) -> bytes:
        """The hash before the first entry; `common`: the last one shared with the epoch before."""
        digest = sha256(b"tingsheng/1")
        for part in (self.branch.encode(), self.writer.encode(), str(self.epoch).encode(), common):
            digest.update(len(part).to_bytes(4, "big") + part)
        return digest.digest()


End = tuple[int, bytes]  # the number and the hash of a chain's last entry
Ends = dict[ChainId, End]


def link(previous: bytes, seq: int, body: bytes) -> bytes:
    """The hash of entry `seq`."""
    return sha256(previous + seq.to_bytes(8, "big") + body).digest()


COLUMNS = ("event_id", "branch", "kind", "day", "mark", "clerk", "giver", "entry", "subject")


class Row(NamedTuple):
    """An entry as it is stored; without columns, only its hash is."""

    seq: int
    body: bytes
    hash: bytes
    columns: tuple[str, ...]


def read_head(text: str) -> tuple[str, int, int, str]:
    """A head as the morning sheet prints it: station/epoch/entry/beginning of the hash."""
    found = re.fullmatch(r"([a-z2-7]{24})/(\d{1,9})/(\d{1,18})/([0-9a-f]{16,64})", text.strip())
    if found is None:
        raise ValueError(f"not a head of a chain: {text[:80]}")
    return found[1], int(found[2]), int(found[3]), found[4]


# FORMATS: a database ------------------------------------------------------------------

MOST_TRIES = 1 << 24  # of chains for first entries that are not of their own, in all


class Copy:
    """A copy of the database file of a station or an office."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ValueError(f"{path}: no such file")
        # A copy without its journal beside it can be in a folder that can't be written.
        whole = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
        self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{whole}", uri=True)
        self.db.execute("PRAGMA trusted_schema = OFF")
        named = self.db.execute("SELECT name FROM sqlite_schema WHERE rootpage")  # no views
        self.tables = {name for (name,) in named}
        if not {"ledger", "chain"} <= self.tables:
            raise ValueError(f"{path}: no database of Tingsheng")
        chains = self.read("branch, station, epoch, common, seq, head FROM chain ORDER BY 1, 2, 3")
        self.chains = {ChainId(*row[:3]): row[3:] for row in chains}
        listed = self.read("station, public_key, branch FROM station")
        self.stations = {name: (bytes(key), branch) for name, key, branch in listed}
        self.identity = list(self.read("branch, station, office_key FROM identity"))
        self.tries = MOST_TRIES

    def read(self, chosen: str, *values: Any) -> Iterator[Any]:
        """Rows of a table; none if an older program had no such table."""
        table = chosen.partition(" FROM ")[2].split()[0]
        yield from self.db.execute(f"SELECT {chosen}", values) if table in self.tables else ()

    def rows(self, of: ChainId, first: int = 0, last: int = 1 << 62) -> Iterator[Row]:
        """A chain's entries. Of those in archive files there is the hash alone, without columns."""
        chain = "WHERE branch = ? AND station = ? AND epoch = ? AND"
        numbers = f"seq, body, hash, {', '.join(COLUMNS)} FROM ledger {chain} seq BETWEEN ? AND ?"
        stored = self.read(f"{numbers} ORDER BY seq, rowid", *of, first, last)
        parts = f"first, hashes, gone FROM archived_part {chain} last >= ? AND first <= ?"
        archived = (
            Row(begin + n, b"", hashes[32 * n : 32 * n + 32], ())
            for begin, hashes, gone in self.read(f"{parts} ORDER BY first", *of, first, last)
            for n, moved in enumerate(gone)
            if moved and first <= begin + n <= last
        )
        there = (Row(seq, bytes(body), bytes(hash), (*rest,)) for seq, body, hash, *rest in stored)
        return heapq.merge(there, archived, key=lambda row: row.seq)

    def kept(self, chains: list[ChainId]) -> list[dict[int, bytes]]:
        """The hashes of each chain's entries by their number."""
        return [dict(self.hashed(of)) for of in chains]

    def hashed(self, of: ChainId, first: int = 1, last: int = 1 << 62) -> Iterator[Any]:
        """Numbers of entries and their hashes, b"" where that is not the hash of what they say."""
        before = of.genesis(bytes(self.chains[of][0]))
        for row in self.rows(of, first - 1, last):
            fits = not row.columns or link(before, row.seq, row.body) == row.hash
            if row.seq >= first:
                yield row.seq, row.hash if fits else b""
            before = row.hash

    def written(self, station: str, epoch: int) -> list[ChainId]:
        """The chains that this station wrote in this epoch, also those that were set aside."""
        return [of for of in self.chains if (of.writer, of.epoch) == (station, epoch)]

    def hashes(self, station: str, epoch: int, seq: int) -> list[bytes]:
        """The hash of an entry in each of these chains."""
        return [one for of in self.written(station, epoch) for _, one in self.hashed(of, seq, seq)]

    def other_chain(self, of: ChainId, row: Row) -> ChainId | None:
        """Another chain that begins with this entry. Raises ValueError after MOST_TRIES."""
        known = [ChainId(branch, name, 1) for name, (_, branch) in self.stations.items()]
        known += [*self.chains, *(ChainId(branch, name, 1) for branch, name, _ in self.identity)]
        self.tries -= len(known)
        if self.tries < 0:
            raise ValueError("too many chains that do not begin with an entry of their own")
        for other in known:
            if other != of and link(other.genesis(bytes(32)), 1, row.body) == row.hash:
                return other
        return None


# FORMATS: the tree of RFC 6962, and the leaves of a log -------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


class Tree:
    """The tree above the leaves that were added."""

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
            return sha256(b"").digest()
        *larger, root = self.perfect
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def climbed(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root above a leaf; nothing if the path does not lead there (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return b""
    found, last = leaf_hash(leaf), size - 1
    for other in path:
        if last == 0:
            return b""
        left = index & 1 or index == last
        found = node_hash(other, found) if left else node_hash(found, other)
        while left and index and not index & 1:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return found if last == 0 else b""


SIZES = {1: 60, 2: 60, 3: 60, 16: 86, 17: 85, 18: 24, 19: 33, 20: 69, 21: 22}
"""Types of leaves, and their bytes: entries (1 to 3), enrolled, epoch, revoked, head office's key,
batch, promise."""
ENTRY, BATCH = struct.Struct(">16s I Q 32s"), struct.Struct(">x 16s I Q Q 32s")
"""A chain's name with its type, epoch, number or numbers of the first and last entry, hash."""
ENROLLED, PROMISE = struct.Struct(">x 15s 32s 15s Q 15s"), struct.Struct(">x 15s I H")
"""Station, key, branch, moment, station before; branch, first day, days."""
EVERY_BRANCH = bytes(15)
MOST_IN_BATCH, MOST_LEAVES = 1024, 8
"""Entries under one leaf; leaves above one entry, which is once in each chain of its name. So the
hashing that a log asks for is at most that of its leaves and 8 times that of a copy's entries."""


class Run(NamedTuple):
    """Entries of a chain under one leaf, and the root of the tree of their own leaves."""

    chain: bytes
    epoch: int
    first: int
    last: int
    root: bytes

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)


def entry_leaf(chain: bytes, epoch: int, seq: int, hash: bytes) -> bytes:
    return chain + epoch.to_bytes(4, "big") + seq.to_bytes(8, "big") + hash


def read_run(leaf: bytes) -> Run | None:
    """What the leaf of an entry or of a batch says; None for any other."""
    if not leaf or SIZES.get(leaf[0]) != len(leaf):
        return None
    if leaf[0] in (1, 2, 3):
        chain, epoch, seq, _ = ENTRY.unpack(leaf)
        return Run(chain, epoch, seq, seq, leaf_hash(leaf))
    if leaf[0] == 20 and leaf[1] in (1, 2, 3):
        run = Run(*BATCH.unpack(leaf))
        return run if run.first <= run.last < run.first + MOST_IN_BATCH else None
    return None


def chain_name(of: ChainId) -> bytes:
    """A chain as leaves name it: its type, and 15 bytes."""
    if of.writer == "office":
        return b"\2" + branch_hash(of.branch)
    station = of.writer.removeprefix("office@")
    return (b"\1" if station == of.writer else b"\3") + b32decode(station.upper())


def branch_hash(branch: str) -> bytes:
    return sha256(branch.encode()).digest()[:15]


# FORMATS: receipts, checkpoints, proofs (C2SP tlog-checkpoint, tlog-cosignature, tlog-proof)

RECEIPT = struct.Struct(">16s I 6s 32s 3s 64s")  # version and station, epoch, seq, hash, day
PROOF = "c2sp.org/tlog-proof@v1"


class Receipt(NamedTuple):
    """A customer's receipt, and its entry's leaf; the last 64 bytes of `data` are its signature."""

    station: str
    epoch: int
    seq: int
    hash: bytes
    day: datetime.date
    leaf: bytes
    data: bytes

    def finding(self, name: str, detail: str = "") -> Finding:
        return Finding(name, f"{self.station}/{self.epoch}", self.seq, detail)


def read_receipt(text: str) -> Receipt:
    """A receipt from its text: 200 letters of base32, after the last slash if there is one."""
    signs = "".join(text.split()).upper().rpartition("/")[2]
    if not re.fullmatch("[A-Z2-7]{200}", signs):
        raise ValueError("not a whole receipt")
    data = b32decode(signs)
    chain, epoch, seq, hash, day, _ = RECEIPT.unpack(data)
    if data[0] != 1:
        raise ValueError("a receipt of another version")
    number, date = int.from_bytes(seq, "big"), datetime.date.fromordinal(int.from_bytes(day, "big"))
    leaf = entry_leaf(chain, epoch, number, hash)
    return Receipt(letters(chain[1:]), epoch, number, hash, date, leaf, data)


def read_proof(text: str) -> tuple[int, list[bytes], bytes]:
    """Of a proof file the leaf's number and the path from there to the root; and what is extra."""
    lines = r"(?:extra (.*)\n)?index ([0-9]{1,16})\n((?:.+\n)*)\n"
    found = re.match(re.escape(PROOF) + r"\n" + lines, text)
    if found is None:
        raise ValueError("not a proof of a transparency log")
    path = [b64decode(line, validate=True) for line in found[3].splitlines()]
    return int(found[2]), path, b64decode(found[1] or "", validate=True)


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
    root = b64decode(lines[2], validate=True)
    return Checkpoint(lines[0], int(lines[1]), root, said + "\n", signatures)


def unsigned(note: Checkpoint, keys: Iterable[str]) -> Iterator[str]:
    """The names of those who have not signed a checkpoint, of these verifier keys: the log's own
    (Ed25519, type 1), and witnesses' (cosignatures, type 4)."""
    for key in keys:
        name, said_id, encoded = [*key.strip().split("+", 2), "", ""][:3]
        public = b64decode(encoded)
        id = sha256(name.encode() + b"\n" + public).digest()[:4]
        if len(public) != 33 or id.hex() != said_id:
            raise ValueError(f"--log-key and --witness: not a verifier key: {key[:80]}")
        begins = f"— {name} "
        lines = [one for one in note.signatures.splitlines() if one.startswith(begins)]
        made = [b64decode(one.removeprefix(begins)) for one in lines]
        if not any(one[:4] == id and signs(note, name, public, one[4:]) for one in made):
            yield name


def signs(note: Checkpoint, name: str, public: bytes, made: bytes) -> bool:
    if public[0] == 4:
        cosigned = f"cosignature/v1\ntime {int.from_bytes(made[:8], 'big')}\n{note.said}"
        return signed_by(public[1:], cosigned.encode(), made[8:])
    return name == note.origin and signed_by(public[1:], note.said.encode(), made)


# FORMATS: a log in a folder or at an address (C2SP tlog-tiles) ------------------------

MOST_BYTES, MOST_S, PART_S = 1 << 20, 4 * 3600, 30  # of a part; of all reading, of a part


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Another address is another log."""


class Place:
    """A folder or an http(s) address where a log is; `copy` is a folder for what was read."""

    def __init__(self, at: str, copy: Path | None = None) -> None:
        is_address = re.match("https?://", at)
        self.at = at.rstrip("/") if is_address else Path(at).resolve().as_uri()
        self.copy, self.end = copy, time.monotonic() + MOST_S
        self.open = urllib.request.build_opener(NoRedirect).open

    def read(self, name: str) -> bytes:
        """A part of the log; a bundle that has grown since in place of a smaller one."""
        while (begun := time.monotonic()) < self.end:
            data = b""
            try:
                with self.open(f"{self.at}/{name}", timeout=PART_S) as answer:
                    while part := answer.read1(65_536):
                        data += part
                        if len(data) > MOST_BYTES or time.monotonic() > begun + PART_S:
                            raise ValueError(f"{name}: too large, or too slow")
            except urllib.error.URLError as error:
                if isinstance(error, urllib.error.HTTPError) and error.code in (429, 503):
                    time.sleep(min(int(error.headers.get("Retry-After") or 1), PART_S))
                elif ".p/" in name:
                    name = name.partition(".p/")[0]
                else:
                    raise
                continue
            if self.copy:
                (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
                (self.copy / name).write_bytes(data)
            return data
        raise ValueError("reading the log takes too long")


def read_leaves(place: Place, size: int) -> Iterator[bytes]:
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
    """What the leaves of a log say; those of entries are in a temporary database, being many."""

    def __init__(self, found: Iterator[bytes], sizes: set[int]) -> None:
        self.stations: dict[str, tuple[bytes, bytes]] = {}  # the key, and the branch's hash
        self.promises: dict[bytes, list[tuple[int, int]]] = {}  # first day and days, by branch
        self.backwards: list[tuple[bytes, int]] = []  # those that do not count, with the first day
        self.unknown: dict[tuple[int, int], int] = {}  # how many, by type and length
        self.roots = {0: Tree().root()}  # above the first so many leaves
        self.db = sqlite3.connect("")
        of = "chain, epoch, first, last, root"
        self.db.execute(f"CREATE TABLE run ({of}, PRIMARY KEY ({of})) WITHOUT ROWID")
        tree = Tree()
        for leaf in found:
            tree.add(leaf)
            if tree.size in sizes:
                self.roots[tree.size] = tree.root()
            kind, run = leaf[0] if leaf else 0, read_run(leaf)
            if run:
                self.db.execute("INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?)", run)
            elif kind == 20 or SIZES.get(kind) != len(leaf):
                self.unknown[kind, len(leaf)] = self.unknown.get((kind, len(leaf)), 0) + 1
            elif kind == 16:
                _, key, branch, _, _ = ENROLLED.unpack(leaf)
                self.stations[fingerprint(key)] = key, branch
            elif kind == 21:
                self._promise(leaf)

    def _promise(self, leaf: bytes) -> None:
        branch, first, days = PROMISE.unpack(leaf)
        made = self.promises.setdefault(branch, [])
        if made and first < made[-1][0]:
            self.backwards.append((branch, first))
        else:
            made.append((first, days))

    def days(self, station: str, day: datetime.date) -> int:
        """Within how many days the log promises to have an entry: to its branch, else to all."""
        _, branch = self.stations.get(station, (b"", b""))
        number = (day - datetime.date(1970, 1, 1)).days
        for of in (branch, EVERY_BRANCH):
            begun = [days for first, days in self.promises.get(of, ()) if first <= number]
            if begun and begun[-1]:
                return begun[-1]
        return 0

    def runs(self, chain: bytes, epoch: int) -> list[Run]:
        """Of a chain, in their order. Raises ValueError if an entry is under too many leaves."""
        chosen = "SELECT * FROM run WHERE chain = ? AND epoch = ? ORDER BY first, last"
        found, above = list[Run](), list[int]()  # the last entries of leaves above the present one
        for run in map(Run._make, self.db.execute(chosen, (chain, epoch))):
            above = [*(last for last in above if last >= run.first), run.last]
            if len(above) > MOST_LEAVES:
                raise ValueError(f"{run.chain.hex()}/{epoch} #{run.first} is in too many leaves")
            found.append(run)
        return found


# FORMATS: sync files of USB sticks, in MessagePack, and archive files -----------------

SYNC, ANSWER, GZIP = b"tingsheng sync 1\n", b"tingsheng sync answer 1\n", b"\x1f\x8b"
PLAIN: dict[int, Any] = {0xC0: None, 0xC2: False, 0xC3: True}
SIZED: dict[int, tuple[type, int]] = {
    0xC4: (bytes, 1), 0xC5: (bytes, 2), 0xC6: (bytes, 4), 0xD9: (str, 1), 0xDA: (str, 2),
    0xDB: (str, 4), 0xDC: (list, 2), 0xDD: (list, 4), 0xDE: (dict, 2), 0xDF: (dict, 4),
    0xCC: (int, 1), 0xCD: (int, 2), 0xCE: (int, 4), 0xCF: (int, 8),
}  # fmt: skip
"""Of MessagePack: what a byte begins, and in how many bytes its size or number follows."""


def unpacked(file: io.BytesIO) -> Any:
    """The next value of a MessagePack file."""
    kind = file.read(1)[0]
    if kind < 0x80 or kind in PLAIN:
        return PLAIN.get(kind, kind)
    if kind < 0xC0:  # a small one, its size within the byte
        shape: type = dict if kind < 0x90 else list if kind < 0xA0 else str
        size = kind & (0x1F if shape is str else 0x0F)
    else:
        shape, width = SIZED[kind]
        size = int.from_bytes(file.read(width), "big")
    if shape is int:
        return size
    if shape is list:
        return [unpacked(file) for _ in range(size)]
    if shape is dict:
        return {unpacked(file): unpacked(file) for _ in range(size)}
    part = file.read(size)
    if len(part) < size:
        raise ValueError("the file is cut")
    return part.decode() if shape is str else part


def read_sync(data: bytes, first: bytes) -> Json:
    if not data.startswith(first):
        raise ValueError("not such a sync file, and not an archive file")
    found: Json = unpacked(io.BytesIO(data[len(first) :]))
    return found


def read_asked(data: bytes) -> dict[str, bytes]:
    """The requests of a station's sync file, by their nonces; none without a file."""
    return {one["nonce"]: request(one) for one in read_sync(data, SYNC)["asked"]} if data else {}


def request(one: Json) -> bytes:
    """What a station signs of a request."""
    digest = sha256(one["body"]).hexdigest()
    return f"tingsheng/1 {one['method']} {one['path']} {one['nonce']} {digest}".encode()


def is_answer(one: Json, key: bytes, request: bytes) -> bool:
    """Whether head office signed this answer to a request."""
    asked, said = (sha256(part).hexdigest() for part in (request, one["body"]))
    signed = f"tingsheng/1 {asked} {one['status']} {said}".encode()
    return signed_by(key, signed, b64decode(one["signature"]))


def archived_row(line: Json) -> Row:
    body = b64decode(line.get("base64", "")) or line.get("body", "").encode()
    return Row(line["seq"], body, bytes.fromhex(line["hash"]), ("",) * len(COLUMNS))


# The command line ---------------------------------------------------------------------

COMMANDS: dict[str, Callable[[argparse.Namespace], Findings]] = {
    "database": lambda a: check_database(Copy(Path(a.what)), a.since_head, read_keys(a.keys)),
    "receipt": lambda a: check_receipt(
        read_receipt(a.what), Copy(a.database or Path("--database")), read_keys(a.keys)
    ),
    "proof": lambda a: check_proof(
        Path(a.what).read_text("utf-8"), read_receipt(*a.receipt), [a.log_key, *a.witness]
    ),
    "log": check_log,
    "file": lambda a: check_file(
        Path(a.what).read_bytes(), read_keys(a.keys), a.database and Copy(a.database),
        a.asked.read_bytes() if a.asked else b"", bytes.fromhex(a.office_key),
    ),
}  # fmt: skip
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
    for name in ("--log-key", "--office-key"):
        parser.add_argument(name, default="")
    parser.add_argument("--days", type=int, default=3)
    asked = parser.parse_args(arguments)
    names, whole = set[str](), True
    try:
        for one in COMMANDS[asked.command](asked):
            print(one)
            names.add(one.name)
    except UNREADABLE as error:
        print(plain(f"无法核对 / can't check: {error}"), file=sys.stderr)
        whole = False
    if names - NO_FAULT - NOT_CHECKED:
        return 1
    if not whole or names & NOT_CHECKED:
        return 2
    if not names:
        print("✓ 未发现改动 / everything is as it was written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
