"""Tallies of feedback, a row for each piece of feedback that lists show, and what a list of cases
shows of each: its number, words, topics, and whether it is urgent.

The rows are computed from the ledger, and `projections.upgrade` rebuilds them: the cases' table is
made again, so that its columns are as the model says.
"""

from peewee import (
    BigIntegerField,
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

    class Tally(Base):
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
            indexes = ((("day", "kind", "mark", "n"), False),)

    class TallyZone(Base):
        branch = TextField(primary_key=True)
        zone = TextField()

    class FeedbackNow(Base):
        branch = TextField()
        event_id = TextField()
        kind = TextField()
        mark = TextField()
        clerk = TextField()
        giver = TextField()
        entry = TextField()
        station = TextField()
        day = DateField()
        at = BigIntegerField()
        low = SmallIntegerField()
        reasons = TextField()
        service = TextField()
        words = TextField()
        withdrawn = SmallIntegerField()
        waits = SmallIntegerField()
        handled = TextField()
        handled_by = TextField()
        handled_at = BigIntegerField(null=True)

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = (
                (("branch", "day"), False),
                (("branch", "clerk", "day"), False),
                (("branch", "waits", "day"), False),
                (("day",), False),
            )

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
        begun_on = DateField()
        erase_by = DateField(null=True)
        number = TextField()
        urgent = SmallIntegerField()
        entry = TextField()
        topics = TextField()
        words = TextField()
        rating = TextField()

        class Meta:
            primary_key = CompositeKey("branch", "case_id")
            indexes = (
                (("branch", "state", "must_by"), False),
                (("must_by",), False),
                (("objected_by",), False),
                (("erase_by",), False),
                (("day",), False),
                (("branch", "number"), False),
                (("branch", "rating"), False),
            )

    db.drop_tables([CaseNow], safe=True)
    db.create_tables([Tally, TallyZone, FeedbackNow, CaseNow], safe=True)
