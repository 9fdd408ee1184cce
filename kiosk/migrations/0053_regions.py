"""The sums of each region's branches together, and with which region a branch is summed up. They
are empty until the office has placed its branches."""

from peewee import CompositeKey, DateField, IntegerField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class RegionOf(Base):
        branch = TextField(primary_key=True)
        region = TextField()

    class RegionDay(Base):
        lane = SmallIntegerField()
        region = TextField()
        day = DateField()
        hour = SmallIntegerField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey(
                "region", "day", "hour", "kind", "mark", "giver", "entry", "lane"
            )
            without_rowid = True

    class RegionMonth(Base):
        lane = SmallIntegerField()
        region = TextField()
        month = TextField()
        kind = TextField()
        mark = TextField()
        giver = TextField()
        entry = TextField()
        n = IntegerField()

        class Meta:
            primary_key = CompositeKey("region", "month", "kind", "mark", "giver", "entry", "lane")
            without_rowid = True

    class RegionWeek(Base):
        lane = SmallIntegerField()
        region = TextField()
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
            primary_key = CompositeKey("region", "week", "lane")
            without_rowid = True

    class RegionsPlaced(Base):
        stamp = TextField(primary_key=True)

    db.create_tables([RegionOf, RegionDay, RegionMonth, RegionWeek, RegionsPlaced])
