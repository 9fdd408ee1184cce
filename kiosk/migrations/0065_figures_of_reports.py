"""Indexes that hold all that a report counts of low grades and of what customers wrote, so that it
reads no row; and of documents that were not withdrawn, so that counting them reads none."""

COUNTED_LOW = """(("low" > 0) AND ("withdrawn" = 0)) AND ("entry" != 'phone')"""
WRITTEN = """(("words" != '') AND ("withdrawn" = 0)) AND ("giver" = 'customer')"""
INDEXES = {
    "document_kind_withdrawn_at_key": '"document" ("kind", "withdrawn_at", "key")',
    "feedback_now_counted_low": (
        f'"feedback_now" ("waits", "handled", "day", "branch") WHERE ({COUNTED_LOW})'
    ),
    "feedback_now_written": (
        f'"feedback_now" ("kind", "waits", "day", "at", "branch") WHERE ({WRITTEN})'
    ),
}


def up(migrator, db):
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON {columns}')
