"""What head office promised in its log: within how many days it holds what halls received."""

from peewee import BigIntegerField, IntegerField, Model, TextField


def up(migrator, db):
    class LogPromise(Model):
        leaf = BigIntegerField(primary_key=True)
        branch = TextField()
        first = BigIntegerField()
        days = IntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            indexes = ((("branch", "leaf"), False),)

    db.create_tables([LogPromise])
