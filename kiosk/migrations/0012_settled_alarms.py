"""Who settled an alarm, when, and with which note; indexes for the lists of alarms."""

from peewee import BigIntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("alarm", "settled_at", BigIntegerField(null=True)),
        migrator.add_column("alarm", "settled_by", TextField(null=True)),
        migrator.add_column("alarm", "note", TextField(null=True)),
        migrator.add_index("alarm", ("settled_at", "branch", "code", "at"), False),
        migrator.add_index("alarm", ("branch", "code", "settled_at", "at"), False),
    )
