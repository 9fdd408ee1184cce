"""Head office's transparency log."""

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class LogState(Base):
        id = IntegerField(primary_key=True)
        origin = TextField()
        begun_at = BigIntegerField()
        size = BigIntegerField()
        root = BlobField()
        unmet_since = BigIntegerField(null=True)

    class LogTile(Base):
        level = SmallIntegerField()
        number = BigIntegerField()
        hashes = BlobField()

        class Meta:
            primary_key = CompositeKey("level", "number")

    class LogBundle(Base):
        number = BigIntegerField(primary_key=True)
        entries = BlobField()

    class LogMark(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        head = BlobField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch")

    class LogRun(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        first = BigIntegerField()
        leaf = BigIntegerField()
        last = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch", "first", "leaf")

    class LogKey(Base):
        station = TextField(primary_key=True)
        revoked = SmallIntegerField()

    class LogCheckpoint(Base):
        kind = TextField(primary_key=True)
        size = BigIntegerField()
        note = TextField()
        at = BigIntegerField()

    class LogWitness(Base):
        name = TextField(primary_key=True)
        size = BigIntegerField()
        signed_at = BigIntegerField(null=True)
        said = TextField()
        tried_at = BigIntegerField()

    tables = (LogState, LogTile, LogBundle, LogMark, LogRun, LogKey, LogCheckpoint, LogWitness)
    db.create_tables(tables)
