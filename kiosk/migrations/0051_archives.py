"""Archive files of old facts: which there are, which entries they hold, and what those add to the
tallies; up to which branch a night's archiving has come."""

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    DateField,
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

    class Archive(Base):
        branch = TextField()
        month = TextField()
        number = IntegerField()
        entries = IntegerField()
        moved = IntegerField()
        size = BigIntegerField()
        sha256 = TextField()
        at = BigIntegerField()
        checked_at = BigIntegerField()
        fault = TextField()

        class Meta:
            primary_key = CompositeKey("branch", "month", "number")
            indexes = ((("month",), False), (("checked_at",), False), (("fault", "month"), False))

    class ArchivedPart(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        first = BigIntegerField()
        last = BigIntegerField()
        month = TextField()
        number = IntegerField()
        place = BigIntegerField()
        size = BigIntegerField()
        oldest = DateField()
        newest = DateField()
        prev = BlobField()
        hashes = BlobField()
        tokens = BlobField()
        gone = BlobField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch", "first")
            indexes = ((("branch", "month", "number"), False), (("branch", "newest"), False))

    class ArchivedTally(Base):
        branch = TextField()
        day = DateField()
        hour = SmallIntegerField()
        kind = TextField()
        clerk = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey(
                "branch", "day", "hour", "kind", "clerk", "mark", "giver", "entry"
            )
            without_rowid = True

    class ArchivingNight(Base):
        id = IntegerField(primary_key=True)
        night = TextField()
        branch = TextField()

    db.create_tables([Archive, ArchivedPart, ArchivedTally, ArchivingNight])
