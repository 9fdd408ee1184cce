"""Entries that head office wrote itself are in the order in which entries came to be there."""


def up(migrator, db):
    same = "one.branch = chain.branch AND one.station = chain.station AND one.epoch = chain.epoch"
    done = f"COALESCE((SELECT MAX(one.last) FROM arrived AS one WHERE {same}), 0)"
    own = (
        f"SELECT branch, station, epoch, {done} AS done, seq FROM chain"
        " WHERE station = 'office' AND NOT EXISTS (SELECT 1 FROM identity)"
    )
    at = "(SELECT COALESCE(MAX(at), 0) + 1 FROM arrived)"
    db.execute_sql(
        "INSERT INTO arrived (branch, station, epoch, first, at, last)"
        f" SELECT branch, station, epoch, done + 1, {at}, seq FROM ({own}) AS own WHERE seq > done"
    )
