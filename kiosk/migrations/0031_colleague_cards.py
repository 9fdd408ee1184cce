"""Cards between clerks, a row each, apart from what customers gave.

`projections.upgrade` computes the rows from the ledger.
"""

from peewee import BigIntegerField, CompositeKey, DateField, Model, TextField


def up(migrator, db):
    class ColleagueCard(Model):
        branch = TextField()
        event_id = TextField()
        day = DateField()
        at = BigIntegerField()
        mark = TextField()
        clerk = TextField()
        giver = TextField()
        by = TextField()
        deeds = TextField()
        words = TextField()
        entry = TextField()
        station = TextField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "event_id")
            indexes = (
                (("branch", "clerk", "day"), False),
                (("branch", "by", "day"), False),
                (("branch", "day", "at"), False),
                (("day", "at"), False),
            )

    db.create_tables([ColleagueCard])
