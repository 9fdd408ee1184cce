"""QR codes as an SVG path in the page: no file, no other host."""

import segno


def qr_path(text: str) -> tuple[int, str]:
    """Width in modules, quiet zone included, and the path data of the dark ones."""
    code = segno.make(text, error="m", micro=False)
    quiet = 4
    rows = []
    for y, row in enumerate(code.matrix):
        for x, dark in enumerate(row):
            if dark:
                rows.append(f"M{x + quiet} {y + quiet}h1v1h-1z")
    return len(code.matrix) + 2 * quiet, "".join(rows)
