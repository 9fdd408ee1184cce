"""The chart unit under the bounds of the unit that is shipped. systemd itself may not run here: its
own lists say which system calls the unit would refuse, and strace refuses them."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from kiosk.files.charts.drawing import Drawing
from kiosk.ground.config import Config
from tests.deploy.cast import DEPLOY
from tests.files.charts import cast

UNIT = (DEPLOY / "tingsheng-charts.service").read_text("utf-8")
needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("strace", "systemd-analyze"))),
    reason="apt-get install strace systemd",
)


def settings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and line[0] not in "#["]


@cache
def calls_of(name: str) -> frozenset[str]:
    """The system calls of one of systemd's sets, such as @system-service."""
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", name],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    words = [line.strip() for line in said.splitlines()[1:] if line.startswith("    ")]
    found = {word for word in words if word[0] not in "#@"}
    return frozenset(found.union(*(calls_of(word) for word in words if word[0] == "@")))


def allowed() -> frozenset[str]:
    filters = re.findall(r"^SystemCallFilter=(~?)(@[\w-]+)$", UNIT, re.M)
    kept: frozenset[str] = frozenset().union(*(calls_of(one) for no, one in filters if not no))
    return kept.difference(*(calls_of(one) for no, one in filters if no))


def test_it_has_the_bounds_of_the_offices_unit_but_one_and_more():
    office = settings((DEPLOY / "tingsheng-office.service").read_text("utf-8"))
    bounds = set(office[office.index("ProtectSystem=strict") : -1])
    own = set(settings(UNIT))
    assert bounds - own == {
        "MemoryDenyWriteExecute=yes",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    }
    assert own >= {"RestrictAddressFamilies=AF_UNIX", "PrivateNetwork=yes", "DynamicUser=yes"}


def test_its_socket_is_where_the_office_asks_and_for_its_user_alone():
    socket = settings((DEPLOY / "tingsheng-charts.socket").read_text("utf-8"))
    config = Config(role="office", data="/var/lib/tingsheng")
    assert f"ListenStream={config.charts_socket}" in socket
    assert {"SocketUser=tingsheng", "SocketMode=0600"} <= set(socket)


@needs_tools
def test_a_chart_is_drawn_with_the_system_calls_that_the_unit_allows(tmp_path: Path):
    """Also without a network, where this process can be cut off from it."""
    known = allowed()
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-o", trace]
    cut = ["unshare", "--net"] if os.geteuid() == 0 and shutil.which("unshare") else []
    # What would be refused is refused, as the unit does: with EPERM.
    refused = ["-e", "inject=pkey_alloc:error=EPERM"]
    with cast.unit(*cut, *watched, *refused) as path:
        chart = Drawing(path).draw(cast.SPEC)
    assert chart is not None and ">周<" in chart.shapes
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text("utf-8", "replace"), re.M))
    assert len(made) > 20
    assert made - known <= {"pkey_alloc"}, "V8 does without protection keys"
