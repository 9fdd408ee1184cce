"""Sums of the tallies, and indexes for the lists of all branches.

The sums are computed from the ledger, and `projections.upgrade` rebuilds them.
"""

from peewee import (
    SQL,
    BigIntegerField,
    CompositeKey,
    DateField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class DayTotal(Base):
        day = DateField()
        hour = SmallIntegerField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey("day", "hour", "kind", "mark", "giver", "entry")
            without_rowid = True

    class ClerkMonth(Base):
        branch = TextField()
        clerk = TextField()
        month = TextField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "clerk", "month", "kind", "mark", "giver", "entry")
            without_rowid = True
            indexes = ((("clerk", "month"), False),)

    class BranchMonth(Base):
        branch = TextField()
        month = TextField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey("kind", "month", "branch", "mark", "giver", "entry")
            without_rowid = True

    class BranchWeek(Base):
        branch = TextField()
        week = DateField()
        rated = IntegerField()
        satisfied = IntegerField()
        low = IntegerField()
        cards = IntegerField()
        paper = IntegerField()
        cases = IntegerField()
        help = IntegerField()
        came = IntegerField()
        withdrawn = IntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "week")
            without_rowid = True
            indexes = ((("week", "low", "branch"), False),)

    class Tally(Base):
        branch = TextField()
        day = DateField()
        clerk = TextField()

        class Meta:
            primary_key = False
            indexes = ((("branch", "clerk", "day"), False),)

    class FeedbackNow(Base):
        branch = TextField()
        kind = TextField()
        mark = TextField()
        clerk = TextField()
        entry = TextField()
        day = DateField()
        at = BigIntegerField()
        low = SmallIntegerField()
        reasons = TextField()
        service = TextField()
        words = TextField()
        withdrawn = SmallIntegerField()
        waits = SmallIntegerField()

        class Meta:
            primary_key = False
            indexes = (
                (("branch", "day", "at", "kind", "mark", "clerk", "entry", "withdrawn"), False),
                (("kind", "day", "at", "mark", "clerk", "entry", "withdrawn"), False),
                (("day", "at", "kind", "clerk", "entry", "withdrawn"), False),
                (("low", "day", "at", "withdrawn"), False),
                (("waits", "day", "at", "clerk"), False),
                (("clerk", "day"), False),
            )

    row = FeedbackNow
    for column in (row.words, row.reasons, row.service):
        some, name = column != SQL("''"), f"feedback_now_{column.name}"
        row.add_index(row.index(row.day, row.at, column, where=some, name=name))
        row.add_index(
            row.index(row.branch, row.day, row.at, column, where=some, name=f"{name}_of_branch")
        )

    class Document(Base):
        kind = TextField()
        key = TextField()
        scope = TextField()

        class Meta:
            primary_key = False
            indexes = ((("scope", "kind", "key"), False),)

    class CaseNow(Base):
        must = TextField()
        must_by = DateField(null=True)
        day = DateField()
        at = BigIntegerField()
        on_time = SmallIntegerField(null=True)

        class Meta:
            primary_key = False
            indexes = (
                (("day", "at"), False),
                (("day", "on_time", "must_by"), False),
                (("must", "must_by"), False),
            )

    db.create_tables(
        [DayTotal, ClerkMonth, BranchMonth, BranchWeek, Tally, FeedbackNow, Document, CaseNow],
        safe=True,
    )
    for name in ("branch_day", "day"):  # the indexes above begin as these do
        db.execute_sql(f"DROP INDEX IF EXISTS feedback_now_{name}")
