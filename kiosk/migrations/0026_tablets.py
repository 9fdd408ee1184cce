"""Tablets for customers are screens, too: bound to a window ('' for none), with the diagonal of the
screen (mm, 0 until it is asked) and its width and height (CSS pixels); `own` is 1 for the screen of
the station itself."""

from peewee import IntegerField, SmallIntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("screen", "window", TextField(default="")),
        migrator.add_column("screen", "own", SmallIntegerField(default=0)),
        migrator.add_column("screen", "diagonal", IntegerField(default=0)),
        migrator.add_column("screen", "wide", IntegerField(default=0)),
        migrator.add_column("screen", "high", IntegerField(default=0)),
    )
