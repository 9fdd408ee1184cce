"""Indexes of feedback that hold all that a month's report asks of words and of low grades, so that
it reads no row."""

INDEXES = {
    "feedback_now_words": (
        '("day", "at", "words", "kind", "giver", "withdrawn", "waits") WHERE ("words" != \'\')'
    ),
    "feedback_now_low_day_at_withdrawn_entry_waits_handled": (
        '("low", "day", "at", "withdrawn", "entry", "waits", "handled")'
    ),
}


def up(migrator, db):
    for name in ("feedback_now_low_day_at_withdrawn", *INDEXES):
        db.execute_sql(f'DROP INDEX IF EXISTS "{name}"')
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "feedback_now" {columns}')
