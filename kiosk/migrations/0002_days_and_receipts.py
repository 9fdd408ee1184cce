"""Indexes for what a hall asks of a day (duty, help, how many) and of a receipt."""


def up(migrator, db):
    migrator.migrate(
        migrator.add_index("ledger", ("branch", "kind", "day", "mark", "entry", "counted"), False),
        migrator.add_index("ledger", ("branch", "subject"), False),
    )
