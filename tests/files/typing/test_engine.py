"""The process of librime is started when asked, ended when it hangs, and started again."""

import os
import signal
import sys
import threading
import time

import pytest

from kiosk.files.typing import engine
from kiosk.files.typing.engine import Engine, Question, Unavailable

NI = Question("ni")
STUB = """
import os, sys, time
print("ready", flush=True)
for line in sys.stdin:
    {does}
    print('{{"done": "%d"}}' % os.getpid(), flush=True)
"""


@pytest.fixture
def engines():
    """Makes an engine whose process does something else with a question first."""
    made: list[Engine] = []

    def make(does: str = "pass") -> Engine:
        made.append(Engine(STUB.format(does=does)))
        return made[-1]

    yield make
    for one in made:
        one.end()


def runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_answers_all_questions(engines):
    one = engines()
    assert one.ask(NI).done == one.ask(NI).done != ""


def test_a_process_that_died_is_started_again(engines):
    one = engines()
    first = one.ask(NI).done
    os.kill(int(first), signal.SIGKILL)
    time.sleep(0.1)
    assert one.ask(NI).done not in ("", first)


def test_one_that_dies_of_a_question_is_there_for_the_next(engines):
    one = engines("sys.exit() if 'boom' in line else None")
    with pytest.raises(Unavailable):
        one.ask(Question("boom"))
    assert one.ask(NI).done


def test_one_that_hangs_is_ended(engines, monkeypatch):
    monkeypatch.setattr(engine, "ANSWER_S", 0.3)
    one = engines("time.sleep(60) if 'slow' in line else None")
    first = one.ask(NI).done
    with pytest.raises(Unavailable):
        one.ask(Question("slow"))
    assert not runs(first)
    assert one.ask(NI).done


def test_what_is_no_answer_ends_it(engines):
    one = engines("print('nonsense', flush=True) if 'odd' in line else None")
    with pytest.raises(Unavailable):
        one.ask(Question("odd"))
    assert one.ask(NI).done


def test_questions_wait_for_each_other_but_not_for_long(engines, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_S", 0.05)
    one = engines("time.sleep(0.7) if 'slow' in line else None")
    one.ask(NI)
    slow = threading.Thread(target=one.ask, args=(Question("slow"),))
    slow.start()
    time.sleep(0.1)
    with pytest.raises(Unavailable, match="busy"):
        one.ask(NI)
    slow.join()
    assert one.ask(NI).done


def test_where_librime_is_missing_it_is_not_started_for_every_letter(monkeypatch, caplog):
    one = Engine("print('no librime', flush=True)")
    with pytest.raises(Unavailable, match="no librime"):
        one.ask(NI)
    assert "no librime" in caplog.text
    started: list[object] = []
    monkeypatch.setattr(engine.subprocess, "Popen", lambda *_, **__: started.append(1))
    with pytest.raises(Unavailable):
        one.ask(NI)
    assert started == []


def test_the_process_ends_with_the_program(engines):
    """Its standard input closes then."""
    one = engines()
    pid = one.ask(NI).done
    assert one._process is not None and one._process.stdin is not None
    one._process.stdin.close()
    assert one._process.wait(timeout=5) == 0 and not runs(pid)


def test_it_is_started_with_this_python():
    one = Engine("import sys; print(sys.executable, flush=True)")
    with pytest.raises(Unavailable, match=sys.executable):
        one.ask(NI)
