"""Flags of feedback that does not look as usual, the facts in them, and when each branch was last
looked at."""

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

    class FlagNow(Base):
        branch = TextField()
        event_id = TextField()
        kind = TextField()
        clerk = TextField()
        other = TextField()
        first = DateField()
        last = DateField()
        seen = BigIntegerField()
        among = BigIntegerField()
        usual = BigIntegerField()
        back = BigIntegerField()
        from_minute = BigIntegerField()
        to_minute = BigIntegerField()
        size = IntegerField()
        state = TextField()
        closed = SmallIntegerField()
        at = BigIntegerField()
        handled_by = TextField()
        handled_at = BigIntegerField(null=True)

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("closed", "at"), False),)

    class FlaggedFact(Base):
        branch = TextField()
        flag = TextField()
        event_id = TextField()
        day = DateField()
        at = BigIntegerField()
        clerk = TextField()
        mark = TextField()
        questioned = SmallIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "flag", "event_id")
            indexes = (
                (("branch", "event_id"), False),
                (("questioned", "day", "branch", "clerk", "mark", "event_id"), False),
            )

    class FlagRun(Base):
        branch = TextField(primary_key=True)
        day = DateField()

    db.create_tables([FlagNow, FlaggedFact, FlagRun])
