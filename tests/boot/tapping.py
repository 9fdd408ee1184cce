"""Three customers inside the machine, who tap again and again; each key is reported once it was
thanked for. Copied into the image; only what Python brings.

    python3 tapping.py PORT SECONDS BADGE…
"""

import http.client
import secrets
import sys
import threading
import time
import urllib.parse
from pathlib import Path

HEADERS = {
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


def thanked(badge: str, key: str) -> bool:
    """Gives a card; whether the thanks for it came."""
    form = urllib.parse.urlencode({"key": key, "card": "polite", "comment": "谢谢"})
    line = http.client.HTTPConnection("127.0.0.1", 8080, timeout=20)
    try:
        line.request("POST", f"/clerks/{badge}/cards", form, HEADERS)
        answer = line.getresponse()
        answer.read()
        return (answer.status, answer.headers["Location"]) == (303, f"/thanks/{key}")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def main() -> None:
    with Path(sys.argv[1]).open("w", buffering=1) as report:

        def tap() -> None:
            while True:
                key = secrets.token_hex(16)
                if thanked(secrets.choice(sys.argv[3:]), key):
                    report.write(f"{key}\n")
                time.sleep(float(sys.argv[2]))

        customers = [threading.Thread(target=tap) for _ in range(3)]
        for one in customers:
            one.start()
        for one in customers:
            one.join()


main()
