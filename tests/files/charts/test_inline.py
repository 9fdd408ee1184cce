"""A drawn chart as a part of a page: shapes and texts alone."""

import pytest

from kiosk.files.charts.inline import Unsafe, inlined


def svg(inside: str, attributes: str = 'width="10.4" height="5"') -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("drawn", "shapes"),
    [
        ('<rect x="1" y="2"/>', '<rect x="1" y="2" />'),
        ("<text>网&lt;b&gt;&amp;点</text>", "<text>网&lt;b&gt;&amp;点</text>"),
        ('<g class="a" role="x" aria-label="x-axis" font-family="Y"><path d=""/></g>',
         '<g><path d="" /></g>'),
        ('<g><path display="none"/></g>', "<g />"),
        ('<path d="M0.123456,-15.999L2,3.5"/>', '<path d="M0.1,-16L2,3.5" />'),
        ('<defs><clipPath id="clip1"><rect/></clipPath></defs><g clip-path="url(#clip1)"/>',
         '<defs><clipPath id="me-clip1"><rect /></clipPath></defs>'
         '<g clip-path="url(#me-clip1)" />'),
    ],
)  # fmt: skip
def test_shapes_and_texts_are_kept_under_names_of_their_own(drawn: str, shapes: str):
    assert inlined(svg(drawn), "me") == (10, 5, shapes)


@pytest.mark.parametrize(
    "drawn",
    [
        "<script>1</script>",
        "<style>g{}</style>",
        "<foreignObject/>",
        "<image/>",
        '<a xlink:href="https://example.com"/>',
        '<use href="#x"/>',
        '<rect style="fill:red"/>',
        '<rect onclick="x"/>',
        '<rect xlink:href="x"/>',
        '<rect fill="url(https://example.com/x)"/>',
        '<rect fill="URL(//example.com)"/>',
        "<!-- x -->",
        "<?x y?>",
        "<g>",
    ],
)
def test_anything_else_is_refused(drawn: str):
    with pytest.raises(Unsafe):
        inlined(svg(drawn), "me")


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"<svg/>",
        b'<svg width="1" height="1"/>',
        b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("&x;"),
        svg("", 'width="10"'),
        svg("", 'width="wide" height="5"'),
        svg("", 'width="inf" height="5"'),
    ],
)
def test_what_is_no_picture_is_refused(picture: bytes):
    with pytest.raises(Unsafe):
        inlined(picture, "me")
