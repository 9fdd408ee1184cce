"""A withdrawn version is marked as such, with the time (UTC ms; 0 if that is not known), and what a
release changed is kept with it. The table `suppressed` goes: versions that only restored what a
withdrawn one had changed are withdrawn too."""

from peewee import BigIntegerField, BlobField

MARK = """UPDATE document SET withdrawn_at = 0 WHERE EXISTS (
    SELECT 1 FROM suppressed AS one
    WHERE one.kind = document.kind AND one.key = document.key AND one.version = document.version)"""


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("document", "withdrawn_at", BigIntegerField(null=True)),
        migrator.add_column("release", "changes", BlobField(null=True)),
    )
    db.execute_sql(MARK)
    db.execute_sql("DROP TABLE suppressed")
