"""What staff wrote when they asked for help, sealed: beside the ledger, erased at the end."""

from peewee import BlobField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Letter(Model):
        digest = TextField(primary_key=True)
        body = BlobField()
        sent = SmallIntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([Letter])
