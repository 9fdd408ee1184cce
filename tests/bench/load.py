"""Clients in a process of their own, so that they take no time from what is
measured: keep-alive connections, the same for product and floor.

Reads one Job as JSON from standard input, writes a Timing to standard output.
"""

import http.client
import secrets
import sys
import threading
import time

import msgspec

CARDS = ("polite", "patient", "positive", "passionate", "professional")


class Job(msgspec.Struct, frozen=True):
    """`number` requests, shared by `clients`; with `tap` each is a form with
    a fresh key."""

    port: int
    path: str
    clients: int
    number: int
    tap: bool = False


class Timing(msgspec.Struct, frozen=True):
    """Milliseconds of each request, seconds of all, and what was not a 200."""

    latencies: list[float]
    seconds: float
    refused: int

    @classmethod
    def of(cls, parts: "list[Timing]") -> "Timing":
        """Several parts as one."""
        latencies = [latency for part in parts for latency in part.latencies]
        return cls(
            latencies, sum(part.seconds for part in parts), sum(part.refused for part in parts)
        )

    @property
    def median(self) -> float:
        return sorted(self.latencies)[len(self.latencies) // 2]

    @property
    def p99(self) -> float:
        return sorted(self.latencies)[len(self.latencies) * 99 // 100]

    @property
    def throughput(self) -> float:
        return len(self.latencies) / self.seconds


def run(job: Job) -> Timing:
    latencies: list[float] = []
    refused: list[int] = []
    ready = threading.Barrier(job.clients + 1)
    crowd = [
        threading.Thread(target=_client, args=(job, ready, latencies, refused))
        for _ in range(job.clients)
    ]
    for client in crowd:
        client.start()
    ready.wait()
    begun = time.perf_counter()
    for client in crowd:
        client.join()
    return Timing(latencies, time.perf_counter() - begun, len(refused))


def _client(job: Job, ready: threading.Barrier, latencies: list[float], refused: list[int]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", job.port, timeout=30)
    line.connect()
    ready.wait()
    for number in range(job.number // job.clients):
        body = f"key={secrets.token_hex(16)}&card={CARDS[number % 5]}&comment=" if job.tap else None
        begun = time.perf_counter()
        line.request("POST" if job.tap else "GET", job.path, body, _headers(job.tap))
        answer = line.getresponse()
        answer.read()
        latencies.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            refused.append(answer.status)
    line.close()


def _headers(tap: bool) -> dict[str, str]:
    headers = {"Cookie": "ts_lobby=" + "0" * 32}
    if tap:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
        }
    return headers


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(run(asked)))
