"""A browser on a lasting connection, which measures how long each answer takes."""

import http.client
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')


class Answer(NamedTuple):
    """The status of an answer, where it leads, and its page."""

    status: int
    leads: str
    page: str

    @property
    def key(self) -> str:
        """The key of the first form on the page, '' if it has none."""
        found = KEY.search(self.page)
        return found.group(1) if found else ""


class Measured:
    """Milliseconds of every answer, by who asked."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = defaultdict(list)

    def p95(self, who: str = "") -> float:
        """Of these answers, or of all, in ms; 0 if there are none."""
        every = sorted(self.ms[who] if who else [ms for some in self.ms.values() for ms in some])
        return every[len(every) * 95 // 100] if every else 0.0

    @property
    def number(self) -> int:
        return sum(len(some) for some in self.ms.values())


class Browser:
    """Asks one screen; keeps its cookies until they are thrown away."""

    def __init__(self, port: int, who: str) -> None:
        self.cookies: dict[str, str] = {}
        self.measured = Measured()
        self._port, self._who = port, who
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str, who: str = "") -> Answer:
        return self._ask("GET", path, None, {}, who)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Sends something else than a form."""
        return self._ask(method, path, body, headers)

    def leave(self) -> None:
        """Closes the connection; the next request opens another one."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], who: str = ""
    ) -> Answer:
        begun = time.perf_counter()
        try:
            answer, page = self._answer(method, path, body, headers)
        except http.client.RemoteDisconnected:  # closed while it was idle
            self.leave()
            answer, page = self._answer(method, path, body, headers)
        self.measured.ms[who or self._who].append(1_000 * (time.perf_counter() - begun))
        for said in answer.headers.get_all("Set-Cookie", []):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = page.decode("utf-8", "replace")
        return Answer(answer.status, answer.headers.get("Location", ""), text)

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._line.request(method, path, body, {"Cookie": cookie, **headers})
        answer = self._line.getresponse()
        return answer, answer.read()
