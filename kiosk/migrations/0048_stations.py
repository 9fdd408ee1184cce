"""Each handling of an alarm, kept for good; what a station reports of its clock, its disk and what
it has yet to send; records of a broken station that a person gave up."""

from peewee import BigIntegerField, CompositeKey, IntegerField, Model, TextField

KEY = ("branch", "station", "epoch", "seq", "code", "at")
SETTLED = ("settled_at", "settled_by", "note")


def up(migrator, db):
    class AlarmHandled(Model):
        branch = TextField()
        station = TextField()
        epoch = IntegerField()
        seq = BigIntegerField()
        code = TextField()
        at = BigIntegerField()
        detail = TextField()
        settled_at = BigIntegerField()
        settled_by = TextField()
        note = TextField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey(*KEY, "settled_at")
            indexes = ((("branch", "code", "settled_at"), False),)

    db.create_tables([AlarmHandled])
    names = ", ".join((*KEY, "detail", *SETTLED))
    copied = f"SELECT {names} FROM alarm WHERE settled_at IS NOT NULL AND settled_by IS NOT NULL"
    db.execute_sql(f"INSERT INTO alarm_handled ({names}) {copied} AND note IS NOT NULL")
    migrator.migrate(
        migrator.add_column("last_call", "waiting", BigIntegerField(default=0)),
        migrator.add_column("last_call", "oldest", BigIntegerField(null=True)),
        migrator.add_column("last_call", "skew", BigIntegerField(null=True)),
        migrator.add_column("last_call", "disk", BigIntegerField(null=True)),
        migrator.add_index("last_call", ("at",), False),
        migrator.add_index("last_call", ("version",), False),
        migrator.add_index("last_call", ("waiting",), False),
        migrator.add_index("last_call", ("skew",), False),
        migrator.add_column("station", "lost_at", BigIntegerField(null=True)),
        migrator.add_column("station", "lost_by", TextField(default="")),
        migrator.add_column("station", "lost_note", TextField(default="")),
    )
