"""What others made is opened in a process of its own, with little time and memory."""

import threading

import pytest

from kiosk.files import confined


@pytest.fixture(autouse=True)
def playground(tmp_path, monkeypatch):
    """A module that does what its argument says, where the child finds it."""
    (tmp_path / "tasks.py").write_text(
        "import resource, sys\n"
        "from kiosk.files.confined import Refused\n"
        "def inside(data, what):\n"
        "    if what == 'spin':\n"
        "        while True: pass\n"
        "    if what == 'fill': bytes(400_000_000)\n"
        "    if what == 'write': open(data, 'w').write('x')\n"
        "    if what == 'refuse': raise Refused('why not')\n"
        "    if what == 'limits':\n"
        "        return repr([resource.getrlimit(one) for one in\n"
        "            (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]).encode()\n"
        "    return data * 2\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)  # where a program is started from does not matter


def run(what: str, data: bytes = b"ab") -> bytes:
    return confined.run("tasks", data, what, seconds=1, memory=300_000_000)


def test_what_the_module_makes_comes_back():
    assert run("double") == b"abab"


def test_the_limits_are_those_of_the_child():
    assert run("limits") == b"[(1, 1), (300000000, 300000000), (0, 0)]"


@pytest.mark.parametrize("what", ["spin", "fill"])
def test_too_much_time_or_memory_ends_it(what: str):
    with pytest.raises(confined.Overrun):
        run(what)


def test_it_writes_no_file(tmp_path):
    run("write", str(tmp_path / "out").encode())
    assert (tmp_path / "out").read_text() == ""


def test_a_refusal_comes_with_its_words():
    with pytest.raises(confined.Refused, match="why not"):
        run("refuse")


def test_one_at_a_time_and_then_busy(monkeypatch):
    monkeypatch.setattr(confined, "WAIT", 0.05)
    monkeypatch.setattr(confined, "_one", threading.BoundedSemaphore())
    assert confined._one.acquire()
    with pytest.raises(confined.Busy):
        run("double")
    confined._one.release()
    assert run("double") == b"abab"
    with pytest.raises(confined.Refused):
        run("refuse")
    assert run("double") == b"abab", "a refused file frees the place"
