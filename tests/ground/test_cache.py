"""What is cached never outgrows its bytes, and what is used stays."""

import threading

from kiosk.ground.cache import Cache


def test_what_was_used_least_recently_goes_first():
    cache: Cache[str] = Cache(3)
    for name in "abc":
        cache.put(name, name.upper(), 1)
    assert cache.get("a") == "A"
    cache.put("d", "D", 1)
    assert [cache.get(name) for name in "abcd"] == ["A", None, "C", "D"]
    assert (len(cache), cache.size) == (3, 3)


def test_a_value_that_is_replaced_is_counted_once():
    cache: Cache[str] = Cache(10)
    cache.put("a", "short", 2)
    cache.put("a", "longer", 7)
    assert (cache.get("a"), cache.size) == ("longer", 7)


def test_what_is_larger_than_the_cache_is_not_kept_and_drives_nothing_out():
    cache: Cache[str] = Cache(10)
    cache.put("a", "A", 6)
    cache.put("b", "B", 11)
    assert (cache.get("a"), cache.get("b"), cache.size) == ("A", None, 6)
    cache.put("a", "much longer", 11)
    assert (cache.get("a"), cache.size) == (None, 0)


def test_threads_that_write_at_once_leave_the_sum_right():
    cache: Cache[int] = Cache(50)

    def fill(start: int) -> None:
        for number in range(2_000):
            cache.put((start + number) % 97, number, number % 7 + 1)
            cache.get(number % 97)

    threads = [threading.Thread(target=fill, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.size == sum(size for _, size in cache._held.values()) <= 50
