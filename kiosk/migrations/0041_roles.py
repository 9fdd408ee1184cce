"""Roles and halls of head office's users, who were all admins before."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("user", "role", TextField(default="admin")),
        migrator.add_column("user", "reach", TextField(default="")),
    )
