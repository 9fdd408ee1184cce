"""Who looked at what at head office, its users' second factors, and invitations of new users."""

from peewee import BigIntegerField, BlobField, CompositeKey, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class Look(Base):
        who = TextField()
        at = BigIntegerField()
        page = TextField()
        path = TextField()
        halls = TextField()

        class Meta:
            primary_key = CompositeKey("who", "at", "path")
            indexes = ((("at",), False),)

    class SecondFactor(Base):
        name = TextField(primary_key=True)
        hidden = BlobField()
        since = BigIntegerField(null=True)
        step = BigIntegerField()
        drawn = TextField()
        drawn_at = BigIntegerField()
        taken_by = TextField()
        taken_at = BigIntegerField(null=True)

    class RecoveryCode(Base):
        name = TextField()
        hash = TextField()
        used_at = BigIntegerField(null=True)

        class Meta:
            primary_key = CompositeKey("name", "hash")

    class Invitation(Base):
        name = TextField(primary_key=True)
        hash = TextField()
        until = BigIntegerField()
        drawn = TextField()

    db.create_tables([Look, SecondFactor, RecoveryCode, Invitation])
