"""What a station was before it joined an office, and how old a history it brought."""

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, Model, TextField


def up(migrator, db):
    class Former(Model):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        receipt_key = BlobField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "station", "epoch", "receipt_key")

    db.create_tables([Former])
    migrator.migrate(
        migrator.add_column("station", "since", TextField(null=True)),
        migrator.add_column("station", "decided", BigIntegerField(null=True)),
    )
