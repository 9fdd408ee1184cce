"""Cases as they stand, sealed contact details, and when the office's mark moved."""

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

    class CaseNow(Base):
        branch = TextField()
        case_id = TextField()
        kind = TextField()
        state = TextField()
        must = TextField()
        must_by = DateField(null=True)
        worker = TextField()
        responsible = TextField()
        about = TextField()
        day = DateField()
        at = BigIntegerField()
        special = SmallIntegerField()
        extended = SmallIntegerField()
        replied_at = BigIntegerField(null=True)
        on_time = SmallIntegerField(null=True)
        closed_on = DateField(null=True)
        reopened = SmallIntegerField()
        objected_by = DateField(null=True)
        cause = TextField()
        level = TextField()
        contact = TextField()
        sealed_for = TextField()

        class Meta:
            primary_key = CompositeKey("branch", "case_id")
            indexes = (
                (("branch", "state", "must_by"), False),
                (("must_by",), False),
                (("objected_by",), False),
                (("day",), False),
            )

    class SealedContact(Base):
        branch = TextField()
        digest = TextField()
        body = BlobField()
        sent = SmallIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "digest")

    class MarkMoved(Base):
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("station", "epoch", "seq")

    db.create_tables([CaseNow, SealedContact, MarkMoved])
