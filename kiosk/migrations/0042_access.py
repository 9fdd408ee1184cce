"""Who looked at what at head office."""

from peewee import BigIntegerField, CompositeKey, Model, TextField


def up(migrator, db):
    class Look(Model):
        who = TextField()
        at = BigIntegerField()
        page = TextField()
        path = TextField()
        halls = TextField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("who", "at", "path")
            indexes = ((("at",), False),)

    db.create_tables([Look])
