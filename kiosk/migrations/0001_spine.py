"""The first shape: ledger, documents, stations, people. Frozen copies of the
models, independent of the program's own; a test compares the two."""

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
    db.create_tables(tables(db))


def tables(db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Ledger(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        event_id = TextField()
        kind = TextField()
        mark = TextField()
        clerk = TextField()
        giver = TextField()
        entry = TextField()
        subject = TextField()
        day = DateField()
        counted = SmallIntegerField()
        body = BlobField()
        hash = BlobField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch", "seq", "day")
            indexes = (
                (("branch", "event_id"), False),
                (("branch", "clerk", "day", "mark", "giver", "entry", "kind", "counted"), False),
            )

    class Chain(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        common = BlobField()
        seq = BigIntegerField()
        head = BlobField()
        day = DateField(null=True)

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch")

    class Alarm(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        code = TextField()
        detail = TextField()
        at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch", "seq", "code")

    class Document(Base):
        kind = TextField()
        key = TextField()
        version = IntegerField()
        in_force = DateField()
        sha256 = TextField()
        scope = TextField()
        published_by = TextField()
        published_at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("kind", "key", "version")

    class Blob(Base):
        sha256 = TextField(primary_key=True)
        body = BlobField()

    class IssuedManifest(Base):
        branch = TextField()
        number = BigIntegerField()
        body = BlobField()
        signature = BlobField()

        class Meta:
            table_name = "manifest"
            primary_key = CompositeKey("branch", "number")

    class Identity(Base):
        id = IntegerField(primary_key=True)
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        zone = TextField()
        office_url = TextField()
        office_key = BlobField()
        receipt_key = BlobField()
        anchor_office = BigIntegerField(null=True)
        anchor_utc = BigIntegerField(null=True)
        anchor_mono = BigIntegerField(null=True)
        anchor_boot = TextField(null=True)

    class OfficeMark(Base):
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        head = BlobField()

        class Meta:
            primary_key = CompositeKey("station", "epoch")

    class BranchKey(Base):
        branch = TextField(primary_key=True)
        receipt_key = BlobField()

    class EnrolmentCode(Base):
        secret_hash = TextField(primary_key=True)
        branch = TextField()
        expires_at = BigIntegerField()
        public_key = BlobField(null=True)
        answer = BlobField(null=True)

    class Station(Base):
        station = TextField(primary_key=True)
        branch = TextField()
        public_key = BlobField()
        enrolled_at = BigIntegerField()

    class Contact(Base):
        branch = TextField()
        station = TextField()
        at = BigIntegerField()
        tip_seq = BigIntegerField()
        manifest = BigIntegerField()
        version = TextField()
        boot = TextField()
        mono = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "station")

    class Form(Base):
        event_id = TextField(primary_key=True)
        visit = TextField()

    class Pin(Base):
        badge = TextField(primary_key=True)
        hash = TextField()

    class Throttle(Base):
        screen = TextField()
        name = TextField()
        wrong = IntegerField()
        day = TextField()
        today = IntegerField()
        boot = TextField()
        mono = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("screen", "name")

    class Session(Base):
        token_hash = TextField(primary_key=True)
        screen = TextField()
        who = TextField()
        boot = TextField()
        begun = BigIntegerField()
        seen = BigIntegerField()

    class User(Base):
        name = TextField(primary_key=True)
        hash = TextField()

    return [
        Ledger, Chain, Alarm, Document, Blob, IssuedManifest, Identity, OfficeMark, BranchKey,
        EnrolmentCode, Station, Contact, Form, Pin, Throttle, Session, User,
    ]  # fmt: skip
