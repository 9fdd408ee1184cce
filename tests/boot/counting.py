"""Which of the keys on standard input are facts of this machine's ledger, each once; copied into
the image and run there as the station's user.

    python counting.py DATABASE
"""

import collections
import sys
from pathlib import Path

from kiosk.ground.db import Database
from kiosk.records.ledger.ledger import Ledger

keys = sys.stdin.read().split()
db = Database(Path(sys.argv[1]))
known = collections.Counter(row.event_id for row in db.rows(Ledger.select(Ledger.event_id)))
lost = [key for key in keys if known[key] == 0]
twice = [key for key in keys if known[key] > 1]
print(f"{len(keys)} thanked {len(lost)} lost {len(twice)} twice")
