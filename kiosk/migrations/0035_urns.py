"""The urn of a running election: its sealed ballots and the credentials that are not used yet."""

from peewee import BlobField, Model, TextField


def up(migrator, db):
    class Urn(Model):
        election = TextField(primary_key=True)
        credentials = BlobField()
        ballots = BlobField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([Urn])
