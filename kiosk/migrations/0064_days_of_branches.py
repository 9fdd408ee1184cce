"""The sums of branches' days, made of the tallies; and an index of cases that were not answered on
time, of which there are few."""

from peewee import CompositeKey, DateField, IntegerField, Model, TextField

NAMES = "branch, kind, day, mark, giver, entry"


def up(migrator, db):
    class BranchDay(Model):
        branch = TextField()
        day = DateField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "kind", "day", "mark", "giver", "entry")
            without_rowid = True

    db.create_tables([BranchDay])
    db.execute_sql(
        f"INSERT INTO branch_day ({NAMES}, n) SELECT {NAMES}, SUM(n) FROM tally WHERE n <> 0"
        f" GROUP BY {NAMES} ORDER BY {NAMES}"
    )
    db.execute_sql(
        'CREATE INDEX "case_now_not_on_time" ON "case_now" ("day", "branch", "on_time", "must_by")'
        ' WHERE (("on_time" = 0) OR ("on_time" IS NULL))'
    )
