"""Whether a branch's satisfaction changed in a whole week. Weeks are judged while the machine
runs."""

from peewee import CompositeKey, DateField, IntegerField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class WeekJudged(Base):
        branch = TextField()
        week = DateField()
        change = TextField()
        size = IntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "week")
            without_rowid = True
            indexes = ((("week", "change", "size", "branch"), False),)

    db.create_tables([WeekJudged])
