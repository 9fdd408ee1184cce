"""What pages ask of a browser: nothing newer than Chromium 92 and Safari 15.4, of 2021 and early
2022, unless they look right without it. `make audit` opens the lobby in that Chromium
(tests/audit/old_browser.py).

A feature that is on neither list fails here. Look up since when browsers have it, in MDN's
browser-compat-data, of which 8.1.9 was read for these lists.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
STYLES = sorted((TOP / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((TOP / "static").glob("*.js"))

_NAMES = """
@keyframes @media @page @supports @bottom-right
:active :checked :empty :first-child :focus :hover :lang :last-child :not :nth-child :root
::after ::before ::file-selector-button :is :focus-visible

ch deg em fr mm ms pt px rem s vh vw
calc() clamp() counter() inset() linear-gradient() max() min() minmax() repeat()
repeating-radial-gradient() rgb() rotate() translateY() var()

-webkit-user-select
-webkit-tap-highlight-color -webkit-text-size-adjust align-content align-items align-self animation
appearance aspect-ratio background background-image background-position background-repeat
background-size border border-bottom border-bottom-left-radius border-bottom-right-radius
border-collapse border-color border-left border-left-color border-radius border-spacing border-top
border-top-color border-top-left-radius border-top-right-radius border-top-width border-width
bottom box-shadow box-sizing break-after break-inside clip-path color column-gap content
counter-increment counter-reset cursor display fill flex flex-basis flex-direction flex-wrap float
font font-family font-size font-style font-variant-numeric font-weight gap grid grid-area
grid-auto-rows grid-column grid-row grid-template grid-template-columns grid-template-rows height
inset justify-content justify-items justify-self left letter-spacing line-height list-style margin
margin-block margin-block-end margin-bottom margin-inline margin-left margin-right margin-top
max-height max-width min-height min-width object-fit opacity order outline outline-offset overflow
overflow-wrap overflow-x padding padding-block padding-bottom padding-inline padding-left
padding-right padding-top place-content place-items pointer-events position resize right size
stroke stroke-linecap stroke-linejoin stroke-width table-layout text-align text-anchor
text-decoration
text-decoration-color text-decoration-thickness text-transform text-underline-offset top
touch-action transform transition user-select vector-effect vertical-align visibility white-space
width word-break z-index
"""
OLD_ENOUGH = set(_NAMES.split())
"""The newest of these: `:is` (Chromium 88, Safari 14), `:focus-visible` (86, 15.4),
`text-decoration-thickness` (89, 12.1), `inset` and the logical shorthands (87, 14.1),
`aspect-ratio` (88, 15), `appearance` (84, 15.4), and `gap` between flex items (84, 14.1). `size`
and `@bottom-right` are for paper, which Chromium alone prints."""
NEWER = {
    "accent-color": "the colour of a tick, staff's pages only",
    "text-size-adjust": "Safari has -webkit-text-size-adjust",
    "text-spacing-trim": "the space before a heading's first bracket",
    "text-wrap-style": "lines of even length; without it they are as long as they can be",
    "dvh": "inside @supports; 100vh counts the address bar, which a kiosk does not have",
    "subgrid": "inside @supports; prices are then right-aligned line by line",
}
"""Why each can be missing."""
GUARDED = {"dvh", "subgrid"}
NEWER_SCRIPT = {
    r"\bstructuredClone\b": "Chromium 98",
    r"\bObject\.hasOwn\b": "Chromium 93",
    r"\.(findLast|findLastIndex)\(": "Chromium 97",
    r"\.(toSorted|toReversed|toSpliced|with)\(": "Chromium 110",
    r"\.checkVisibility\(": "Chromium 105",
    r"\bstatic\s*\{": "Chromium 94",
    r"#\w+ in ": "Chromium 91, Safari 15",
    r"(?m)^await ": "only in modules, which these are not",
    r"\bAbortSignal\.timeout\b": "Chromium 103",
    r"\.(setHTML|getHTML|moveBefore|showPopover|requestClose)\(": "Chromium 114 or newer",
    r"\bPromise\.withResolvers\b|\bObject\.groupBy\b|\bURL\.canParse\b": "Chromium 117 or newer",
    r"\bstartViewTransition\b": "Chromium 111",
}
SAFARI_16 = r"speechSynthesis\.addEventListener\("
"""Missing before Safari 16: only `?.(` may call it."""


def bare(text: str) -> str:
    """CSS without comments and strings."""
    return re.sub(r'/\*.*?\*/|"[^"]*"', "", text, flags=re.DOTALL)


def features(text: str) -> set[str]:
    """The names of all at-rules, pseudo-classes and -elements, properties, functions and units in
    CSS, and nesting as `&`."""
    text = bare(text)
    found = set(re.findall(r"@[\w-]+", text)) | set(re.findall(r"&|\bsubgrid\b|\bmasonry\b", text))
    for selector in re.findall(r"([^{};]*)\{", text):
        if "@" not in selector:
            found |= set(re.findall(r"::?[a-z][a-z-]*", selector))
    for name, value in declarations(text):
        found |= set() if name.startswith("--") else {name}
        found |= {f"{function}()" for function in re.findall(r"([a-zA-Z-]+)\(", value)}
        value = re.sub(r"#[0-9a-fA-F]+", "", value)
        found |= set(re.findall(r"(?<![\w-])[\d.]+([a-z]+)\b", value))
    return found


def declarations(text: str) -> list[tuple[str, str]]:
    """Names and values, with their strings."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.findall(r"(?<=[{;])\s*([a-z-]+)\s*:([^;{}]*)(?=[;}])", text)


def without_guarded(text: str) -> str:
    """CSS without the bodies of @supports."""
    text = bare(text)
    while (start := text.find("@supports")) >= 0:
        end, depth = text.index("{", start) + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[:start] + text[end:]
    return text


def names(paths: Iterable[Path]) -> list[str]:
    return [path.relative_to(TOP / "static").as_posix() for path in paths]


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_styles_use_what_browsers_have_since_2021(path: Path):
    assert features(path.read_text("utf-8")) - OLD_ENOUGH - set(NEWER) == set()


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_what_changes_the_layout_is_asked_for_with_supports(path: Path):
    assert features(without_guarded(path.read_text("utf-8"))) & GUARDED == set()


def test_nothing_is_listed_that_no_style_uses():
    used = set().union(*(features(path.read_text("utf-8")) for path in STYLES))
    assert set(NEWER) - used == set()
    assert OLD_ENOUGH & set(NEWER) == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_scripts_use_what_browsers_have_since_2021(path: Path):
    text = re.sub(r"(?m)//.*$", "", path.read_text("utf-8"))
    found = [why for pattern, why in NEWER_SCRIPT.items() if re.search(pattern, text)]
    assert found == [] and not re.search(SAFARI_16, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".a:has(.b) { top: 0 }", {":has"}),
        (".a { width: 50dvh }", {"dvh"}),
        (".a { --tile: calc(100svh - 2px) }", {"svh"}),
        ("@container (width > 3px) { .a { top: 0 } }", {"@container"}),
        ("@layer a { .a { top: 0 } }", {"@layer"}),
        (".a { color: color-mix(in srgb, red, blue) }", {"color-mix()"}),
        (".a { &:hover { top: 0 } }", {"&"}),
        (".a { text-wrap: balance }", {"text-wrap"}),
        (".a { grid-template-rows: masonry }", {"masonry"}),
        ("/* :has(x) dvh */ .a { content: ':has(100dvh)' }", set()),
    ],
)
def test_newer_styles_are_found(text: str, found: set[str]):
    text = text.replace("'", '"')
    assert features(text) - OLD_ENOUGH == found


def test_supports_guards_its_body_alone():
    text = "@supports (height: 1dvh) { @media (x) { .a { top: 1dvh } } } .b { top: 2px }"
    assert features(without_guarded(text)) == {"top", "px"}
    assert "dvh" in features(without_guarded(".a { top: 1dvh }" + text))
