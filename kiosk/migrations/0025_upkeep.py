"""Which backups were made last, and what the last check of the machine found."""

from peewee import BigIntegerField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class BackupMade(Base):
        place = TextField(primary_key=True)
        at = BigIntegerField()
        name = TextField()
        sealed = SmallIntegerField()

    class Checked(Base):
        code = TextField(primary_key=True)
        level = TextField()
        detail = TextField()
        at = BigIntegerField()

    db.create_tables([BackupMade, Checked])
