"""Reports that head office issued, who gets them by e-mail, and what was sent."""

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    DateField,
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

    class IssuedReport(Base):
        period = TextField()
        first = DateField()
        scope = TextField()
        last = DateField()
        figures = TextField()
        digest = TextField()
        issued_by = TextField()
        issued_at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("period", "first", "scope")
            indexes = ((("issued_at",), False),)

    class Subscription(Base):
        key = TextField(primary_key=True)
        name = TextField()
        period = TextField()
        scope = TextField()
        hour = SmallIntegerField()
        language = TextField()
        shown = TextField()
        hidden = BlobField()
        state = TextField()
        made_by = TextField()
        made_at = BigIntegerField()
        ended_by = TextField()
        ended_at = BigIntegerField(null=True)

    class ReportSent(Base):
        subscription = TextField()
        first = DateField()
        delivery_id = TextField()
        queued_at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("subscription", "first")

    db.create_tables([IssuedReport, Subscription, ReportSent])
