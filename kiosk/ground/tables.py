"""Kinds of tables: those that grow by branch, those that are the same everywhere, and local
ones."""

from typing import Any

import peewee


class Distributed(peewee.Model):
    """A table that grows with events. `branch` leads its primary key and every unique index, so
    that it can be distributed by branch."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class Reference(peewee.Model):
    """A small table that is the same on every machine of an installation."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class Local(peewee.Model):
    """Rows that belong to this machine alone and are never synced."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class DayField(peewee.DateField):
    """A local date, stored as ISO text in SQLite's strict tables."""

    def db_value(self, value: Any) -> Any:
        return None if value is None else str(value)
