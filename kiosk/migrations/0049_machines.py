"""Programs that read head office's data by keys of their own, and the order in which entries
arrived."""

from peewee import BigIntegerField, CompositeKey, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Consumer(Base):
        consumer = TextField(primary_key=True)
        name = TextField()
        scopes = TextField()
        key_hash = TextField()
        made_by = TextField()
        made_at = BigIntegerField()
        used_at = BigIntegerField(null=True)
        ended_by = TextField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            indexes = ((("key_hash",), False),)

    class Arrived(Base):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        first = BigIntegerField()
        at = BigIntegerField()
        last = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "station", "epoch", "first", "at")
            indexes = ((("at", "branch", "station", "epoch", "first"), False),)

    db.create_tables([Consumer, Arrived])
    names = "(branch, station, epoch, first, at, last)"
    held = "SELECT branch, station, epoch, 1, 1, seq FROM chain WHERE seq > 0"
    office = "AND NOT EXISTS (SELECT 1 FROM identity)"
    db.execute_sql(f"INSERT INTO arrived {names} {held} {office}")
