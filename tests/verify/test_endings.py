"""How the auditor's program ends: with an alteration, with something that it could not check, or
with all as it was written."""

from collections.abc import Iterator, Sequence

import pytest

from tests.hostile.attacks import replaced
from verify import verify

Said = pytest.CaptureFixture[str]
UNREADABLE = ValueError("it is cut")


def ended(*found: str | Exception) -> int:
    """How it ends after these names of findings, in their order."""

    def check(_: object) -> Iterator[verify.Finding]:
        for one in found:
            if isinstance(one, Exception):
                raise one
            yield verify.Finding(one, "sb01/a/1", 1)

    with replaced((verify, "COMMANDS", {"file": check})):
        return verify.main(["file", "any"])


ENDS: list[tuple[Sequence[str | Exception], int]] = [
    ((), 0),
    (("waiting", "unknown leaf"), 0),
    (("no key",), 2),
    (("no request", "in a batch", "waiting"), 2),
    ((UNREADABLE,), 2),
    (("waiting", UNREADABLE), 2),
    (("no key", "edited"), 1),
    (("rewritten", UNREADABLE), 1),
]


@pytest.mark.parametrize(("found", "code"), ENDS)
def test_an_alteration_is_1_and_what_could_not_be_checked_2(
    found: Sequence[str | Exception], code: int, capsys: Said
):
    assert ended(*found) == code
    said = capsys.readouterr()
    assert ("everything is as it was written" in said.out) is (not found)
    assert ("can't check" in said.err) is (UNREADABLE in found)


def test_each_name_of_a_finding_is_in_one_group(capsys: Said):
    noted, unchecked = verify.NO_FAULT, verify.NOT_CHECKED
    assert noted == {"waiting", "unknown leaf"}
    assert unchecked == {"in a batch", "no key", "no request"}
    for name, (chinese, english) in verify.NAMES.items():
        code, sign = (0, "·") if name in noted else (2, "?") if name in unchecked else (1, "✗")
        assert ended(name) == code, name
        assert f"{sign} {chinese} / {english}: sb01/a/1 #1\n" in capsys.readouterr().out
