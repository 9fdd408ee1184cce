"""Versions of the program that head office offers, and how upgrades ended."""

from peewee import BigIntegerField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Program(Base):
        sha256 = TextField(primary_key=True)
        version = TextField()
        size = BigIntegerField()
        state = TextField()
        pilots = TextField(default="")
        proposed_by = TextField()
        proposed_at = BigIntegerField()
        decided_by = TextField(default="")
        decided_at = BigIntegerField(null=True)
        stopped_for = TextField(default="")

    class StationUpgrade(Base):
        station = TextField(primary_key=True)
        branch = TextField()
        sha256 = TextField()
        version = TextField()
        code = TextField()
        says = TextField()
        at = BigIntegerField()

    class OfferedHere(Base):
        id = SmallIntegerField(primary_key=True)
        version = TextField()
        sha256 = TextField()
        size = BigIntegerField()
        tip = BigIntegerField()
        quiet_since = BigIntegerField()

    class UpgradedHere(Base):
        id = SmallIntegerField(primary_key=True)
        code = TextField()
        version = TextField()
        sha256 = TextField()
        before = TextField()
        at = BigIntegerField()
        detail = TextField()

    db.create_tables([Program, StationUpgrade, OfferedHere, UpgradedHere])
