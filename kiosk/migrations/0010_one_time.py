"""One believed time for station and office; the day that a fact counts for, beside the one it
claims; facts that were kept uncounted for their date count."""

from peewee import (
    BigIntegerField,
    CompositeKey,
    DateField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

CLERKS = ("branch", "clerk", "counted_day", "mark", "giver", "entry", "kind", "counted")
KINDS = ("branch", "kind", "counted_day", "mark", "entry", "counted")
HELD = """
    UPDATE ledger SET counted = 1 WHERE counted = 0 AND EXISTS (
        SELECT 1 FROM alarm WHERE alarm.branch = ledger.branch AND alarm.station = ledger.station
            AND alarm.epoch = ledger.epoch AND alarm.seq = ledger.seq
            AND alarm.code IN ('future_day', 'old_day')
    ) AND NOT EXISTS (
        SELECT 1 FROM ledger AS twin WHERE twin.branch = ledger.branch
            AND twin.event_id = ledger.event_id AND twin.body = ledger.body
            AND (twin.counted = 1 OR twin.rowid < ledger.rowid)
    )
"""


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Clock(Base):
        id = IntegerField(primary_key=True)
        utc = BigIntegerField()
        mono = BigIntegerField()
        boot = TextField()
        gap = BigIntegerField()
        settled = SmallIntegerField()

    class Correction(Base):
        branch = TextField()
        event_id = TextField()
        day = DateField()
        epoch = IntegerField()
        seq = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("branch", "event_id")

    class JudgedInDoubt(Base):
        branch = TextField()
        event_id = TextField()
        at = BigIntegerField()
        boot = TextField()
        mono = BigIntegerField()
        age = BigIntegerField(null=True)

        class Meta:
            primary_key = CompositeKey("branch", "event_id")

    db.create_tables([Clock, Correction, JudgedInDoubt])
    db.execute_sql(
        "INSERT INTO clock (id, utc, mono, boot, gap, settled)"
        " SELECT 1, believed_utc, believed_mono, believed_boot, 0, 1 FROM identity"
        " WHERE believed_utc IS NOT NULL"
    )
    migrator.migrate(
        *(
            migrator.drop_column("identity", name)
            for name in ("believed_utc", "believed_mono", "believed_boot")
        ),
        migrator.drop_column("chain", "day"),
        migrator.add_column("ledger", "counted_day", DateField(default="")),
    )
    db.execute_sql("UPDATE ledger SET counted_day = day")
    db.execute_sql(HELD)
    for name in INDEXES:
        db.execute_sql(f"DROP INDEX IF EXISTS {name}")
    migrator.migrate(
        migrator.add_index("ledger", CLERKS, False),
        migrator.add_index("ledger", KINDS, False),
    )


INDEXES = (
    "ledger_branch_clerk_day_mark_giver_entry_kind_counted",
    "ledger_branch_kind_day_mark_entry_counted",
)
