"""Which cases everyone can read, since their customers agreed.

`projections.upgrade` computes the rows of cases from the ledger.
"""

from peewee import SmallIntegerField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("case_now", "public", SmallIntegerField(default=0)),
        migrator.add_index("case_now", ("branch", "public", "closed_on"), False),
    )
