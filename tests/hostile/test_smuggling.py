"""A listener and a proxy in front of it never see different requests; the long list is tried by
`make hostile`."""

from pathlib import Path

from tests.hostile.smuggling import LENGTHS, LINES, MIXED, smuggled

SOME = (
    (MIXED, "chunked in HTTP/1.0", "folded by a tab", "folded, of no length"),
    (LENGTHS, "length b'0, 0'"),
    (LINES, "two hosts", "no version", "version 1.2"),
)


def test_what_a_proxy_could_read_in_another_way_is_refused(tmp_path: Path):
    some = {name: requests[name] for requests, *names in SOME for name in names}
    done = smuggled(some)(tmp_path)
    assert (done.tried, done.through) == (14, [])
