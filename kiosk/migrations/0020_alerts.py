"""Alerts of this machine, the receivers of messages about them, and the messages.

How far each chain was looked at begins at its present head: what happened before is history.
"""

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

    class Alert(Base):
        branch = TextField()
        alert_id = TextField()
        event = TextField()
        item = TextField()
        at = BigIntegerField()
        urgent = SmallIntegerField()
        head_only = SmallIntegerField()
        shown = SmallIntegerField()
        withdrawn_at = BigIntegerField(null=True)
        seen_at = BigIntegerField(null=True)
        seen_by = TextField(default="")

        class Meta:
            primary_key = CompositeKey("branch", "alert_id")
            indexes = ((("shown", "seen_at", "at"), False), (("at",), False))

    class AlertMark(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        head = BlobField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch")

    class Receiver(Base):
        key = TextField(primary_key=True)
        name = TextField()
        way = TextField()
        reader = TextField()
        language = TextField()
        branches = TextField()
        events = TextField()
        shown = TextField()
        hidden = BlobField()
        state = TextField()
        changed_by = TextField()
        changed_at = BigIntegerField()

    class AlertTold(Base):
        receiver = TextField()
        subject = TextField()
        at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("receiver", "subject")

    class AlertHeld(Base):
        receiver = TextField()
        branch = TextField()
        alert_id = TextField()
        subject = TextField()
        until = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("receiver", "branch", "alert_id")
            indexes = ((("receiver", "until"), False),)

    class Delivery(Base):
        delivery_id = TextField(primary_key=True)
        receiver = TextField()
        kind = TextField()
        event_id = TextField()
        alerts = TextField()
        number = IntegerField()
        urgent = SmallIntegerField()
        made_at = BigIntegerField()
        next_at = BigIntegerField()
        tries = IntegerField()
        state = TextField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            indexes = ((("state", "receiver", "next_at"), False), (("made_at",), False))

    class DeliveryTry(Base):
        delivery_id = TextField()
        number = IntegerField()
        at = BigIntegerField()
        outcome = TextField()
        answer = IntegerField()
        ms = IntegerField()

        class Meta:
            primary_key = CompositeKey("delivery_id", "number")

    db.create_tables([Alert, AlertMark, Receiver, AlertTold, AlertHeld, Delivery, DeliveryTry])
    db.execute_sql(
        "INSERT INTO alert_mark (branch, station, epoch, seq, head)"
        " SELECT branch, station, epoch, seq, head FROM chain"
    )
