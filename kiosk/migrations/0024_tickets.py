"""Customers who were served, ticket systems that report them, files that were read, how many wait;
and the ticket that a rating is bound to.

`projections.upgrade` computes the rows of served customers, and those of feedback, from the ledger.
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

    class ServedNow(Base):
        branch = TextField()
        event_id = TextField()
        station = TextField()
        clerk = TextField()
        window = TextField()
        ticket = TextField()
        ticket_key = TextField()
        way = TextField()
        system = TextField()
        day = DateField()
        at = BigIntegerField()
        ended = BigIntegerField()
        withdrawn = SmallIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = (
                (("branch", "at"), False),
                (("branch", "day", "clerk", "withdrawn"), False),
                (("branch", "system", "day"), False),
            )

    class TicketFeed(Base):
        branch = TextField()
        system = TextField()
        name = TextField()
        is_on = SmallIntegerField()
        last_day = DateField()

        class Meta:
            primary_key = CompositeKey("branch", "system")

    class TicketSystem(Base):
        system = TextField(primary_key=True)
        name = TextField()
        clerk = TextField()
        key_hash = TextField()
        made_at = BigIntegerField()
        seen_at = BigIntegerField(null=True)
        new = IntegerField()
        refused = IntegerField()
        refused_for = TextField()
        refused_at = BigIntegerField(null=True)

        class Meta:
            indexes = ((("key_hash",), False),)

    class QueueNow(Base):
        system = TextField(primary_key=True)
        waiting = IntegerField()
        windows = TextField()
        at = BigIntegerField()

    class TicketFile(Base):
        sha256 = TextField(primary_key=True)
        name = TextField()
        at = BigIntegerField()
        rows = IntegerField()
        new = IntegerField()
        faults = IntegerField()
        first_fault = TextField()

        class Meta:
            indexes = ((("at",), False),)

    db.create_tables([ServedNow, TicketFeed, TicketSystem, QueueNow, TicketFile])
    migrator.migrate(
        migrator.add_column("feedback_now", "ticket", TextField(default="")),
        migrator.add_index("feedback_now", ("branch", "ticket"), False),
    )
