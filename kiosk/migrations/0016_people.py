"""An append-only log of security events; wrong tries counted per browser too, and reported to their
owner; states of users; withdrawals that a second person confirms."""

import unicodedata

from peewee import (
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    Model,
    TextField,
)

TRIGGERS = {
    "security_log_kept": "BEFORE DELETE ON security_log BEGIN",
    "security_log_unchanged": "BEFORE UPDATE ON security_log BEGIN",
    "security_log_appended": "BEFORE INSERT ON security_log"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM security_log) BEGIN",
}


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            strict_tables = True
            legacy_table_names = False

    class SecurityLog(Base):
        seq = BigIntegerField(primary_key=True)
        at = BigIntegerField()
        screen = TextField()
        who = TextField()
        action = TextField()
        subject = TextField()
        detail = TextField()
        number = IntegerField(null=True)
        form = TextField(null=True)
        hash = BlobField()

        class Meta:
            indexes = (
                (("action", "who", "subject", "seq"), False),
                (("action", "seq"), False),
                (("who", "seq"), False),
                (("form", "action"), True),
            )

    class SecurityLogHead(Base):
        id = IntegerField(primary_key=True)
        seq = BigIntegerField()
        hash = BlobField()

    class Throttle(Base):
        screen = TextField()
        name = TextField()
        browser = TextField()
        wrong = IntegerField()
        boot = TextField()
        mono = BigIntegerField()
        missed = IntegerField()
        missed_at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("screen", "name", "browser")

    class Session(Base):
        token_hash = TextField(primary_key=True)
        screen = TextField()
        who = TextField()
        boot = TextField()
        begun = BigIntegerField()
        seen = BigIntegerField()
        missed = IntegerField()
        missed_at = BigIntegerField()

    db.drop_tables([Throttle, Session])  # waits start over, everyone signs in again
    db.create_tables([SecurityLog, SecurityLogHead, Throttle, Session])
    for name, when in TRIGGERS.items():
        says = "SELECT RAISE(ABORT, 'the security log is append-only'); END"
        db.execute_sql(f"CREATE TRIGGER {name} {when} {says}")
    migrator.migrate(
        migrator.add_column("user", "state", TextField(default="active")),
        migrator.add_column("user", "changed_by", TextField(default="")),
        migrator.add_column("user", "changed_at", BigIntegerField(default=0)),
        migrator.add_column("user", "drawn", TextField(default="")),
        migrator.add_column("user", "signed_in_at", BigIntegerField(null=True)),
        migrator.add_column("release", "withdrawal_by", TextField(default="")),
        migrator.add_column("release", "withdrawal_at", BigIntegerField(null=True)),
    )
    fold_names(db)


def fold_names(db):
    """Names of users in the form in which they are looked up; one that is taken stays as it is."""
    names = [name for (name,) in db.execute_sql('SELECT name FROM "user" ORDER BY name')]
    for name in names:
        folded = unicodedata.normalize("NFKC", name).strip().lower()
        if folded not in names:
            db.execute_sql('UPDATE "user" SET name = ? WHERE name = ?', (folded, name))
            names.append(folded)
