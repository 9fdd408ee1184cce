"""Users by table, and by the organisation's own sign-in."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class UserTable(Model):
        key = TextField(primary_key=True)
        by = TextField()
        at = BigIntegerField()
        rows = TextField()
        done_at = BigIntegerField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    migrator.migrate(
        migrator.add_column("user", "called", TextField(default="")),
        migrator.add_column("user", "mail", TextField(default="")),
        migrator.add_column("user", "subject", TextField(default="")),
    )
    db.create_tables([UserTable])
