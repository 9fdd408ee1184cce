"""Indexes that hold all that figures of cases, and figures and lists of calls for help ask for, so
that they read no other row; of open cases that were extended; of what waits in a branch, in order;
of whom cases are about."""

GONE = (
    "case_now_must_by", "case_now_day", "case_now_day_at", "case_now_day_on_time_must_by",
    "help_now_day", "feedback_now_branch_waits_day",
)  # fmt: skip
INDEXES = {
    "case_now_must_by_branch": '"case_now" ("must_by", "branch")',
    "case_now_day_at_about": '"case_now" ("day", "at", "about")',
    "case_now_extended": '"case_now" ("must_by") WHERE ("extended" > 0)',
    "case_now_figures": (
        '"case_now" ("day", "branch", "on_time", "must_by", "at", "replied_at", "kind", "cause",'
        ' "level", "special", "extended", "reopened")'
    ),
    "help_now_day_at_branch_comer_taken_after_came_after": (
        '"help_now" ("day", "at", "branch", "comer", "taken_after", "came_after")'
    ),
    "feedback_now_branch_waits_day_at": '"feedback_now" ("branch", "waits", "day", "at")',
}


def up(migrator, db):
    for name in GONE:
        db.execute_sql(f'DROP INDEX IF EXISTS "{name}"')
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON {columns}')
