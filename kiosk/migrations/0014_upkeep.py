"""Versions of projections, the heartbeat, the last nightly check. Databases that an earlier text of
0001, 0002, 0005 or 0006 made get what today's text gives."""

from peewee import BigIntegerField, IntegerField, Model, TextField

MISSING = {
    "last_call": {"boot": "TEXT NOT NULL DEFAULT ''", "mono": "INTEGER NOT NULL DEFAULT 0"},
    "station": {"decided": "INTEGER"},
    "case_now": {"objected_by": "TEXT"},
}
GONE = ("ledger_branch_kind_day_mark_counted", "case_now_state_must_by")
INDEXES = {
    "case_now_must_by": "must_by",
    "case_now_objected_by": "objected_by",
    "case_now_day": "day",
}


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class ProjectionBuilt(Base):
        name = TextField(primary_key=True)
        version = IntegerField()

    class Heartbeat(Base):
        id = IntegerField(primary_key=True)
        beats = BigIntegerField()

    class LastCheck(Base):
        id = IntegerField(primary_key=True)
        night = TextField()

    db.create_tables([ProjectionBuilt, Heartbeat, LastCheck])
    repair(migrator, db)


def repair(migrator, db):
    for table, columns in MISSING.items():
        known = {column.name for column in db.get_columns(table)}
        for name, kind in columns.items():
            if name not in known:
                db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for name in GONE:
        db.execute_sql(f"DROP INDEX IF EXISTS {name}")
    known = {index.name for index in db.get_indexes("case_now")}
    for name, column in INDEXES.items():
        if name not in known:
            migrator.migrate(migrator.add_index("case_now", (column,), False))
