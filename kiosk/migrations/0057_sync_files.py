"""The last file by which a station without a line asked head office."""

from peewee import BigIntegerField, IntegerField, Model, TextField


def up(migrator, db):
    class SyncFile(Model):
        id = IntegerField(primary_key=True)
        made_at = BigIntegerField()
        questions = TextField()
        taken_at = BigIntegerField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([SyncFile])
