"""Stations are revoked and replaced; a code can allow a history of its own, or name the station
that the new one replaces."""

from peewee import BigIntegerField, SmallIntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("station", "replaces", TextField(default="")),
        migrator.add_column("station", "revoked_at", BigIntegerField(null=True)),
        migrator.add_column("station", "revoked_by", TextField(default="")),
        migrator.add_column("station", "note", TextField(default="")),
        migrator.add_column("former", "refiled", SmallIntegerField(default=1)),
        migrator.add_column("last_call", "alarms", TextField(default="{}")),
        migrator.add_column("enrolment_code", "replaces", TextField(default="")),
        migrator.add_column("enrolment_code", "decided", BigIntegerField(default=0)),
    )
