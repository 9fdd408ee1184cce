"""What the command line weighs: peak memory of `kiosk.py --help`, beside a bare Python."""

import os
import subprocess
import sys
from pathlib import Path

ENTRY = Path(__file__).parents[2] / "kiosk.py"
MOST_MB = 50


def peak_mb(*command: str) -> float:
    """The peak resident memory of a command, in MB (10^6 bytes)."""
    child = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return usage.ru_maxrss * 1024 / 1_000_000


def main() -> None:
    bare, found = peak_mb("-c", "pass"), peak_mb(str(ENTRY), "--help")
    says = "ok" if found <= MOST_MB else "too much"
    print(f"kiosk.py --help{found:8.1f} MB    bare Python{bare:8.1f} MB    ≤ {MOST_MB} MB {says}")
    if found > MOST_MB:
        sys.exit(1)


if __name__ == "__main__":
    main()
