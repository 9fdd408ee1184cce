"""Meetings by the day on which they were due, and the actions agreed at them.

`projections.upgrade` computes the rows from the ledger.
"""

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class MeetingNow(Base):
        branch = TextField()
        event_id = TextField()
        mark = TextField()
        due_on = DateField()
        held_on = DateField()
        at = BigIntegerField()
        by = TextField()
        present = TextField()
        note = TextField()

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("branch", "due_on"), False), (("due_on", "branch"), False))

    class ActionNow(Base):
        branch = TextField()
        event_id = TextField()
        meeting = TextField()
        due_on = DateField()
        day = DateField()
        at = BigIntegerField()
        text = TextField()
        owner = TextField()
        due = DateField()
        moved = IntegerField()
        done_on = DateField(null=True)

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("branch", "done_on", "due"), False), (("branch", "owner", "due"), False))

    db.execute_sql("DROP TABLE meeting_now")
    db.create_tables([MeetingNow, ActionNow])
