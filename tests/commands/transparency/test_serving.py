"""A witness as it is started: which logs it reads."""

import threading
from pathlib import Path

import pytest

from kiosk.commands import listening
from kiosk.commands.transparency import serving
from kiosk.commands.transparency.serving import Log, read_log
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.network.addresses import Listener
from kiosk.rules.transparency.notes import BadNote
from tests.commands.transparency.test_witness import LOG


@pytest.mark.parametrize(
    "text, url",
    [
        (f"{LOG}", ""),
        (f"{LOG} https://office.example.com/", "https://office.example.com"),
        (f" {LOG}  http://127.0.0.1:8090 ", "http://127.0.0.1:8090"),
    ],
)
def test_a_log_is_named_by_its_key_and_read_where_an_address_follows(text: str, url: str):
    assert read_log(text) == Log(LOG, url)


@pytest.mark.parametrize(
    "text",
    ["", "https://office.example.com", f"{LOG} http://office.example.com", f"{LOG} ftp://x",
     f"{LOG} https://a b", f"{LOG}x https://office.example.com"],
)  # fmt: skip
def test_what_is_no_log_is_refused(text: str):
    with pytest.raises(BadNote):
        read_log(text)


@pytest.mark.parametrize("url, status", [("", 404), ("http://127.0.0.1:9", 200)])
def test_the_page_is_served_where_the_log_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, status: int
):
    pages, before = list[int](), threading.active_count()

    class Server:
        def __init__(self, app) -> None:  # type: ignore[no-untyped-def]
            self.app = app

        def run(self) -> None:
            pages.append(self.app.test_client().get("/receipt").status_code)

    monkeypatch.setattr(listening, "listen", lambda app, *_: Server(app))
    one = Witness(tmp_path, "w.example", {LOG.name: LOG})
    serving.serve(one, [Log(LOG, url)], Listener(port=1), 3)
    assert pages == [status]
    assert len(list(tmp_path.glob("log-*.db"))) == (1 if url else 0)
    assert threading.active_count() < before + 50
