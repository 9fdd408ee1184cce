"""Screens of the hall that are paired with the station."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class Screen(Model):
        pairing = TextField(primary_key=True)
        name = TextField()
        shows = TextField()
        clerk = TextField()
        code_hash = TextField()
        boot = TextField()
        mono = BigIntegerField()
        token_hash = TextField()
        paired_at = BigIntegerField(null=True)
        seen_at = BigIntegerField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            indexes = ((("token_hash",), False), (("code_hash",), False))

    db.create_tables([Screen])
