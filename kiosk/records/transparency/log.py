"""The log itself: its tree in tiles, and its entries in bundles. Leaves are appended by one
transaction at a time, which also stores the new size and root: only what is committed is signed."""

from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, putting, slot
from kiosk.ground.tables import Reference
from kiosk.rules.transparency import leaves, merkle, notes, tiles
from kiosk.rules.transparency.merkle import Subtree
from kiosk.rules.transparency.notes import Head, Verifier

TURN = "transparency log"
"""What writers of the log take turns by; branches are written meanwhile. No branch has a space."""
_ONLY = 1


class LogState(Reference):
    """The log; one row. `origin` is its name, and its key's; `size` and `root` are of the tree that
    is stored. `unmet_since` is when a checkpoint was first published without enough witnesses, None
    while the newest has enough. Times are UTC ms."""

    id = peewee.IntegerField(primary_key=True)
    origin = peewee.TextField()
    begun_at = peewee.BigIntegerField()
    size = peewee.BigIntegerField()
    root = peewee.BlobField()
    unmet_since = peewee.BigIntegerField(null=True)

    @property
    def head(self) -> Head:
        return Head(self.origin, self.size, bytes(self.root))


class LogTile(Reference):
    """Up to 256 hashes of the tree."""

    level = peewee.SmallIntegerField()
    number = peewee.BigIntegerField()
    hashes = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("level", "number")


class LogBundle(Reference):
    """Up to 256 entries, each after its length."""

    number = peewee.BigIntegerField(primary_key=True)
    entries = peewee.BlobField()


_TILE = Prepared(
    LogTile.select(LogTile.hashes).where(
        (LogTile.level == slot("level")) & (LogTile.number == slot("number"))
    ),
    cached=False,
)
_PUT_TILE, _PUT_BUNDLE = putting(LogTile), putting(LogBundle)


def state(db: Database) -> LogState | None:
    """The log as it is stored, None if it has not begun."""
    found: LogState | None = db.first(LogState.select())
    return found


def begin(db: Database, name: str, keys: Keys, at: int) -> LogState:
    """The log; begins it if there is none, under this name and the moment `at`: another log never
    has the name and the key of one that was signed."""
    with db.writing_in(TURN):
        if (found := state(db)) is None:
            row = {"origin": f"{name}/{at}", "begun_at": at, "size": 0, "root": merkle.EMPTY}
            db.run(LogState.insert(row, id=_ONLY))
            append(db, [leaves.head_office(keys.public)])
            found = state(db)
            assert found is not None
    return found


def signing_keys(keys: Keys, origin: str) -> Keys:
    """The keys of the log of this name, made of head office's own."""
    return keys.derived(f"transparency log {origin}")


def verifier(keys: Keys, origin: str) -> Verifier:
    """The key by which everyone checks the log of this name."""
    return Verifier(origin, notes.ED25519, signing_keys(keys, origin).public)


def append(db: Database, entries: Sequence[bytes]) -> int:
    """Appends leaves; returns the number of the first. Inside `db.writing_in(TURN)`."""
    here = state(db)
    assert here is not None
    tree = Tree(db)
    tree.changed = tiles.grown(here.size, [merkle.leaf_hash(one) for one in entries], tree.tile)
    db.each(
        _PUT_TILE,
        (
            {"level": level, "number": number, "hashes": hashes}
            for (level, number), hashes in tree.changed.items()
        ),
    )
    number, held = divmod(here.size, tiles.WIDTH)
    all_of = [*tiles.unbundled(bundle(db, number) if held else b""), *entries]
    parts = [all_of[i : i + tiles.WIDTH] for i in range(0, len(all_of), tiles.WIDTH)]
    db.each(
        _PUT_BUNDLE,
        ({"number": n, "entries": tiles.bundled(part)} for n, part in enumerate(parts, number)),
    )
    size = here.size + len(entries)
    db.run(LogState.update(size=size, root=merkle.root(size, tree.subtree)))
    return here.size


class Tree:
    """The tree as it is stored, with each tile read once; `changed` tiles go before those that are
    stored."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.changed: dict[tuple[int, int], bytes] = {}
        self.subtree: Subtree = tiles.subtrees(self.tile)

    def tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self.changed:
            self.changed[level, number] = tile(self._db, level, number)
        return self.changed[level, number]


def tile(db: Database, level: int, number: int) -> bytes:
    """A tile's hashes, as many as there are."""
    rows = db.tuples(_TILE, level=level, number=number)
    return bytes(rows[0][0]) if rows else b""


def bundle(db: Database, number: int) -> bytes:
    """A bundle's entries, as many as there are."""
    row = db.first(LogBundle.select().where(LogBundle.number == number))
    return b"" if row is None else bytes(row.entries)


def entry(db: Database, leaf: int) -> bytes:
    """The entry of a leaf that is there."""
    number, place = divmod(leaf, tiles.WIDTH)
    return tiles.unbundled(bundle(db, number))[place]
