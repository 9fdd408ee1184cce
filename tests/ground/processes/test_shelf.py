"""What is to be shown once is kept by one process for others."""

import threading
from collections.abc import Iterator
from multiprocessing import Pipe

import msgspec
import pytest

from kiosk.ground.processes import shelf
from kiosk.ground.processes.shelf import Elsewhere, Kept, Shelf


class Said(msgspec.Struct, frozen=True):
    text: str


ONE, OTHER = ("office", "a"), ("office", "b")


def said(text: str, owner: tuple[str, str] = ONE, until: int = 100) -> Kept:
    return Kept(owner, Said(text), 10, until)


@pytest.fixture(params=["here", "elsewhere"])
def kept(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    if request.param == "here":
        yield Shelf()
        return
    ours, theirs = Pipe()
    answering = threading.Thread(target=shelf.answer, args=(Shelf(), ours))
    answering.start()
    yield Elsewhere(theirs)
    theirs.close()
    answering.join(timeout=5)
    assert not answering.is_alive()


def test_it_is_found_by_its_token(kept: Shelf):
    kept.put("t", said("x"), 0)
    found = kept.find("t")
    assert found is not None and found.what == Said("x") and found.owner == ONE
    assert kept.find("u") is None


def test_what_is_too_old_goes_when_another_comes(kept: Shelf):
    kept.put("t", said("x", until=100), 0)
    kept.put("u", said("y", until=300), 100)
    assert kept.find("t") is None and kept.find("u") is not None


def test_one_browser_pushes_out_its_own_only(kept: Shelf):
    kept.put("other", said("x", OTHER), 0)
    for number in range(shelf.MOST_OF_ONE + 1):
        kept.put(f"t{number}", said("x"), 0)
    assert kept.find("t0") is None and kept.find("t1") is not None
    assert kept.find("other") is not None


def test_all_of_a_browser_is_dropped(kept: Shelf):
    kept.put("t", said("x"), 0)
    kept.put("u", said("x", OTHER), 0)
    kept.drop(ONE)
    assert kept.find("t") is None and kept.find("u") is not None


def test_threads_of_one_process_get_their_own_answers(kept: Shelf):
    wrong = []

    def work(name: str) -> None:
        owner = ("office", name)
        for number in range(50):
            kept.put(name, said(f"{name}{number}", owner), 0)
            found = kept.find(name)
            if found is None or found.what != Said(f"{name}{number}"):
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(f"n{one}",)) for one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []


def test_a_count_is_changed_only_as_it_was_read(kept: Shelf):
    assert kept.count("a") is None and kept.swap("a", None, (2.0, 1))
    assert not kept.swap("a", None, (9.0, 9)), "another was first"
    assert kept.swap("a", (2.0, 1), (1.0, 2)) and kept.count("a") == (1.0, 2)
    assert kept.count("b") is None
