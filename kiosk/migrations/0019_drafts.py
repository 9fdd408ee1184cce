"""One-time PINs, and what staff typed into a form that was not sent before the session ended."""

from peewee import BigIntegerField, CompositeKey, Model, SmallIntegerField, TextField


def up(migrator, db):
    class Draft(Model):
        who = TextField()
        action = TextField()
        page = TextField()
        form_key = TextField()
        fields = TextField()
        at = BigIntegerField()

        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False
            primary_key = CompositeKey("who", "action")

    db.create_tables([Draft])
    migrator.migrate(
        migrator.add_column("pin", "expires", BigIntegerField(null=True)),
        migrator.add_column("pin", "used", SmallIntegerField(default=0)),
    )
