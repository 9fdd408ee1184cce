"""A drawn chart as a part of a page: only shapes and texts, with names that are its own.

The page says in its own language what the chart shows; what Vega says of itself is left out. The
texts take the page's font.
"""

import re
from typing import NamedTuple
from xml.etree import ElementTree

_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath",
    "linearGradient", "stop",
}  # fmt: skip
_KEPT = {
    "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width",
    "height", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "opacity", "text-anchor", "font-size", "font-weight", "font-style",
    "clip-path", "id", "offset", "stop-color", "gradientUnits",
}  # fmt: skip
_LEFT_OUT = {
    "class", "role", "pointer-events", "font-family", "display", "version", "viewBox", "cursor",
}  # fmt: skip
_REFERENCE = re.compile(r"url\(#(\w{1,40})\)")
_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")


class Unsafe(Exception):
    """The picture holds something that no chart needs."""


class Chart(NamedTuple):
    """A chart's size in pixels, and its shapes as the inside of an <svg>."""

    width: int
    height: int
    shapes: str


def inlined(svg: bytes, name: str) -> Chart:
    """A drawn picture as a part of a page, where `name` is no other chart's. Raises Unsafe."""
    if b"<!" in svg or b"<?" in svg:
        raise Unsafe("a declaration")
    try:
        root = ElementTree.fromstring(svg)
        width, height = (round(float(root.attrib[side])) for side in ("width", "height"))
    except (ElementTree.ParseError, KeyError, ValueError, OverflowError) as error:
        raise Unsafe(str(error)) from None
    if root.tag != f"{_SPACE}svg":
        raise Unsafe(root.tag)
    shapes = ElementTree.Element("svg")
    for part in root:
        _copy(part, shapes, name)
    inside = (ElementTree.tostring(part, encoding="unicode") for part in shapes)
    return Chart(width, height, "".join(inside))


def _copy(part: ElementTree.Element, into: ElementTree.Element, name: str) -> None:
    tag = part.tag.removeprefix(_SPACE)
    if tag not in _SHAPES:
        raise Unsafe(part.tag)
    if part.get("display") == "none":
        return
    copy = ElementTree.SubElement(into, tag, dict(_attributes(part, name)))
    copy.text, copy.tail = part.text, part.tail
    for inner in part:
        _copy(inner, copy, name)


def _attributes(part: ElementTree.Element, name: str) -> list[tuple[str, str]]:
    found = []
    for key, value in part.attrib.items():
        if key in _LEFT_OUT or key.startswith("aria-"):
            continue
        if key not in _KEPT:
            raise Unsafe(key)
        if key == "id":
            value = f"{name}-{value}"
        elif "url" in value.lower():
            if not _REFERENCE.fullmatch(value):
                raise Unsafe(value[:40])
            value = _REFERENCE.sub(rf"url(#{name}-\1)", value)
        found.append((key, _LONG.sub(_rounded, value)))
    return found


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
