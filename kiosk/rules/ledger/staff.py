"""How facts of the staff's own work are tallied: by what kind of mark, and how many each counts."""

import msgspec


class _Said(msgspec.Struct):
    """What a fact says beyond its columns."""

    upheld: bool = False
    level: int = 0
    counts: dict[str, int] = {}


_decoder = msgspec.json.Decoder(_Said)


def marks(kind: str, mark: str, body: bytes) -> list[tuple[str, int]]:
    """The marks under which a fact is tallied, each with the number that it adds: a ruling by
    whether the objection was upheld, an award by whether it is a tier, a diary's numbers by type;
    any other fact by its own mark."""
    match kind:
        case "grade_ruled" | "case_ruled":
            return [("upheld" if _said(body).upheld else "rejected", 1)]
        case "awarded":
            return [("tier" if _said(body).level else "award", 1)]
        case "diary_counted":
            # some entries of a type that are too few to be reported are counted as none
            reported = _said(body).counts.items()
            return [("", 1), *((name, n) for name, n in sorted(reported) if n > 0)]
    return [(mark, 1)]


def _said(body: bytes) -> _Said:
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Said()
