"""Sums of all branches in lanes, so that several branches can be received at once."""

from peewee import CompositeKey, DateField, IntegerField, Model, SmallIntegerField, TextField

FIGURES = ("rated", "satisfied", "low", "cards", "paper", "cases", "help", "came", "withdrawn")
KEY = ("day", "hour", "kind", "mark", "giver", "entry")


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class DayTotalNext(Base):
        lane = SmallIntegerField()
        day = DateField()
        hour = SmallIntegerField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey(*KEY, "lane")
            without_rowid = True

    class WeekTotal(Base):
        lane = SmallIntegerField()
        week = DateField()
        rated = IntegerField()
        satisfied = IntegerField()
        low = IntegerField()
        cards = IntegerField()
        paper = IntegerField()
        cases = IntegerField()
        help = IntegerField()
        came = IntegerField()
        withdrawn = IntegerField()

        class Meta:
            primary_key = CompositeKey("week", "lane")
            without_rowid = True

    db.create_tables([DayTotalNext, WeekTotal])
    names = ", ".join((*KEY, "n"))
    db.execute_sql(f"INSERT INTO day_total_next (lane, {names}) SELECT 0, {names} FROM day_total")
    db.execute_sql("DROP TABLE day_total")
    db.execute_sql("ALTER TABLE day_total_next RENAME TO day_total")
    names = ", ".join(("week", *FIGURES))
    of_all = "FROM branch_week WHERE branch = ''"
    db.execute_sql(f"INSERT INTO week_total (lane, {names}) SELECT 0, {names} {of_all}")
    db.execute_sql(f"DELETE {of_all}")
