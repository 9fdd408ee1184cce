"""An index of each clerk's low grades, newest first, of which the clerk reads one page."""

COLUMNS = '("branch", "clerk", "day", "at") WHERE ("low" = 1)'


def up(migrator, db):
    db.execute_sql(f'CREATE INDEX "feedback_now_low_of_clerk" ON "feedback_now" {COLUMNS}')
