"""Meetings of a hall's team, as they were recorded.

`projections.upgrade` computes the rows from the ledger.
"""

from peewee import BigIntegerField, CompositeKey, DateField, Model, TextField


def up(migrator, db):
    class MeetingNow(Model):
        branch = TextField()
        event_id = TextField()
        mark = TextField()
        held_on = DateField()
        at = BigIntegerField()
        by = TextField()
        present = TextField()
        note = TextField()

        class Meta:
            database = db
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("branch", "held_on"), False), (("held_on", "branch"), False))
            strict_tables = True
            legacy_table_names = False

    db.create_tables([MeetingNow])
