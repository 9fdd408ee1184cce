"""How each part of a round went, at the station; what a station says of it, at the office."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class PartState(Model):
        part = TextField(primary_key=True)
        ok_at = BigIntegerField(null=True)
        failing_since = BigIntegerField(null=True)
        says = TextField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([PartState])
    migrator.migrate(migrator.add_column("last_call", "troubles", TextField(default="[]")))
