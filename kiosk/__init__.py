"""厅声 Tingsheng, the voice of the service hall."""

import sys

VERSION = "0.2.0"

# peewee loads PostgreSQL's driver wherever that is installed, 17 MB (measured) that no hall's
# computer needs. None says to `import` that it is not there; kiosk/ground/databases/driver.py
# takes that back for an office that does need it.
sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
