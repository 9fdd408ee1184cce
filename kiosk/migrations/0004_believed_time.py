"""What time was believed last, by which fees and rosters come into force."""

from peewee import BigIntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("identity", "believed_utc", BigIntegerField(null=True)),
        migrator.add_column("identity", "believed_mono", BigIntegerField(null=True)),
        migrator.add_column("identity", "believed_boot", TextField(null=True)),
    )
