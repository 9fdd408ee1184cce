"""Releases: what is to be published is looked at before it is."""

from peewee import BigIntegerField, BlobField, Model, TextField


def up(migrator, db):
    class Release(Model):
        release = TextField(primary_key=True)
        kind = TextField()
        body = BlobField()
        state = TextField()
        proposed_by = TextField()
        proposed_at = BigIntegerField()
        decided_by = TextField()
        decided_at = BigIntegerField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([Release])
