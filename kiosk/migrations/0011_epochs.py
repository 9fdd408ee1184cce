"""What a station needs to heal after a restore or a copy, and an office to take it back."""

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)


def up(migrator, db):
    class SignedHead(Model):
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        head = BlobField()
        signature = BlobField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("station", "epoch", "seq")

    db.create_tables([SignedHead])
    migrator.migrate(
        migrator.add_column("office_mark", "matches", SmallIntegerField(default=1)),
        migrator.add_column("identity", "certificate", TextField(default="")),
        migrator.add_column("identity", "next_call", BigIntegerField(default=0)),
        migrator.add_column("station", "epoch", IntegerField(default=1)),
        migrator.add_column("last_call", "number", BigIntegerField(default=0)),
        migrator.add_column("last_call", "boots", TextField(default="[]")),
    )
