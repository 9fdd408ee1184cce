"""Pauses, and tries that were refused."""

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField, Model, TextField


def up(migrator, db):
    class PauseNow(Model):
        branch = TextField()
        event_id = TextField()
        station = TextField()
        day = DateField()
        at = BigIntegerField()
        clerk = TextField()
        window = TextField()
        refused_for = TextField()
        waiting = IntegerField(null=True)
        counter = TextField()
        lasted = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("branch", "day", "clerk"), False), (("day",), False))

    db.create_tables([PauseNow])
