"""How far a ticket system's table in a database of its own was read, and what became of it."""

from peewee import BigIntegerField, DateField, IntegerField, Model, TextField


def up(migrator, db):
    class TicketTable(Model):
        name = TextField(primary_key=True)
        after = BigIntegerField()
        day = DateField()
        read_at = BigIntegerField(null=True)
        rows = IntegerField()
        new = IntegerField()
        refused = IntegerField()
        refused_for = TextField()
        refused_at = BigIntegerField(null=True)
        failing_since = BigIntegerField(null=True)
        failed_for = TextField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    db.create_tables([TicketTable])
