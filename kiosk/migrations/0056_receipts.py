"""Signed receipts that customers asked about at head office before their entries had arrived."""

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    DateField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class AskedReceipt(Model):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        hash = BlobField()
        day = DateField()
        asked = DateField()
        due = DateField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "station", "epoch", "seq", "hash")
            indexes = ((("due",), False),)

    db.create_tables([AskedReceipt])
