"""The pictures of the guides in docs/: `python -m tests.browser.guide_pictures`.

Each is a screen of the demo, in both languages, in docs/pictures/ as NAME-LANGUAGE.webp;
tests/test_docs.py checks that the pages show all of them and no others.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, SCREENS, SIZES, choose, launch

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PICTURES = {
    "connect": ("desk-connect", "390x844"),
    "pairing-code": ("desk-screens-code", "1280x800"),
    "pairing": ("lobby-pair", "1280x800"),
    "size": ("lobby-size", "1280x800"),
    "offers": ("lobby-offers", "1280x800"),
    "invitation": ("lobby-invitation", "1280x800"),
    "phone": ("lobby-phone", "390x844"),
    "keyboard": ("lobby-keys-code", "1280x800"),
}
"""Name of the picture -> the screen that it shows, and its size."""
MOST_WIDE = 800


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    known = {screen.name: screen for screen in SCREENS}
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        demo = DemoHall(Path(data))
        browser = launch(playwright)
        try:
            demo.start()
            for name, (screen, size) in PICTURES.items():
                for language in LANGUAGES:
                    width, height = SIZES[size]
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, has_touch=True
                    )
                    choose(context, language)
                    page = context.new_page()
                    known[screen].reach(page, demo)
                    page.wait_for_load_state("load")
                    page.wait_for_timeout(300)  # the picture's arrival
                    image = Image.open(io.BytesIO(page.screenshot()))
                    image.thumbnail((MOST_WIDE, MOST_WIDE))
                    image.save(FOLDER / f"{name}-{language}.webp", quality=70, method=6)
                    context.close()
        finally:
            browser.close()
            demo.stop()


if __name__ == "__main__":
    main()
