"""Kinds of tables: what grows by branch, what is the same everywhere, what never travels."""

from typing import Any

import peewee


class Distributed(peewee.Model):
    """A table that grows with what happens. `branch` leads its primary key and
    every unique index, so that it can be spread over machines by branch."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class Reference(peewee.Model):
    """A small table that is the same everywhere in one installation."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class Local(peewee.Model):
    """Rows that belong to this machine alone and never travel."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


class DayField(peewee.DateField):
    """A local date; SQLite's strict tables keep it as ISO text."""

    def db_value(self, value: Any) -> Any:
        return None if value is None else str(value)
