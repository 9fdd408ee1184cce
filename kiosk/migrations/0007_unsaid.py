"""Versions whose word does not count: withdrawn, or saying something again."""

from peewee import CompositeKey, IntegerField, Model, TextField


def up(migrator, db):
    class Unsaid(Model):
        kind = TextField()
        key = TextField()
        version = IntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("kind", "key", "version")

    db.create_tables([Unsaid])
