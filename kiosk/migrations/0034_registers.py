"""Diaries of clerks, sealed, and what is counted of them this month: rows of this machine alone."""

from peewee import BlobField, CompositeKey, DateField, IntegerField, Model, TextField


def up(migrator, db):
    class Diary(Model):
        badge = TextField(primary_key=True)
        salt = BlobField()
        box = BlobField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class DiaryEntry(Model):
        entry_id = TextField(primary_key=True)
        badge = TextField()
        body = BlobField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            indexes = ((("badge",), False),)

    class DiaryCount(Model):
        branch = TextField()
        month = DateField()
        mark = TextField()
        n = IntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "month", "mark")

    db.create_tables([Diary, DiaryEntry, DiaryCount])
