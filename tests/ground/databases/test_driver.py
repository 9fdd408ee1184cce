"""The driver of PostgreSQL takes 17 MB, which a hall's computer keeps."""

import subprocess
import sys

SAYS = "import sys; import kiosk.{}; print('psycopg_binary' in sys.modules)"


def loads(module: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SAYS.format(module)], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_only_a_database_on_postgresql_loads_the_driver():
    assert loads("ground.databases.opening") == "False"
    assert loads("ground.databases.driver") == "True"
