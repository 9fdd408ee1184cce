"""Two tables take the names that their rows have in the program."""


def up(migrator, db):
    migrator.migrate(
        migrator.rename_table("unsaid", "suppressed"),
        migrator.rename_table("contact", "last_call"),
    )
