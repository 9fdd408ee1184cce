"""Screens of the hall that are paired with the station, and one row for each call for help.

`projections.upgrade` computes the rows of calls from the ledger.
"""

from peewee import BigIntegerField, CompositeKey, DateField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Screen(Base):
        pairing = TextField(primary_key=True)
        name = TextField()
        shows = TextField()
        clerk = TextField()
        code_hash = TextField()
        boot = TextField()
        mono = BigIntegerField()
        token_hash = TextField()
        paired_at = BigIntegerField(null=True)
        seen_at = BigIntegerField(null=True)

        class Meta:
            indexes = ((("token_hash",), False), (("code_hash",), False))

    class HelpNow(Base):
        branch = TextField()
        event_id = TextField()
        station = TextField()
        day = DateField()
        at = BigIntegerField()
        taker = TextField()
        taken_after = BigIntegerField(null=True)
        comer = TextField()
        came_after = BigIntegerField(null=True)
        open = SmallIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "event_id")
            indexes = ((("branch", "day"), False), (("day",), False), (("open", "day"), False))

    db.create_tables([Screen, HelpNow])
