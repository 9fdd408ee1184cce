"""When a case was opened or last reopened, and by when a request to erase its contact details must
be answered.

The rows are computed from the ledger, and `projections.upgrade` rebuilds them: the table is made
again, so that its columns are as the model says.
"""

from peewee import BigIntegerField, CompositeKey, DateField, Model, SmallIntegerField, TextField


def up(migrator, db):
    class CaseNow(Model):
        branch = TextField()
        case_id = TextField()
        kind = TextField()
        state = TextField()
        must = TextField()
        must_by = DateField(null=True)
        worker = TextField()
        responsible = TextField()
        about = TextField()
        day = DateField()
        at = BigIntegerField()
        special = SmallIntegerField()
        extended = SmallIntegerField()
        replied_at = BigIntegerField(null=True)
        on_time = SmallIntegerField(null=True)
        closed_on = DateField(null=True)
        reopened = SmallIntegerField()
        objected_by = DateField(null=True)
        cause = TextField()
        level = TextField()
        contact = TextField()
        sealed_for = TextField()
        begun_on = DateField()
        erase_by = DateField(null=True)

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("branch", "case_id")
            indexes = (
                (("branch", "state", "must_by"), False),
                (("must_by",), False),
                (("objected_by",), False),
                (("erase_by",), False),
                (("day",), False),
            )

    db.drop_tables([CaseNow], safe=True)
    db.create_tables([CaseNow])
