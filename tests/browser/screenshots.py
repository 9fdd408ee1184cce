"""A picture of every screen: `python -m tests.browser.screenshots [folder] [name…]`.

Each at three sizes, in both languages, normal and in 长辈模式; only the screens
whose names start with one of those given, where any is.
"""

import tempfile
from itertools import product
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, MODES, SCREENS, SIZES, choose, launch


@click.command()
@click.argument("folder", type=Path, default="screenshots")
@click.argument("names", nargs=-1)
def main(folder: Path, names: tuple[str, ...]) -> None:
    """Write a picture of every screen into FOLDER; of those only whose names start with one of
    NAMES, if there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        demo = DemoHall(Path(data))
        browser = launch(playwright)
        try:
            demo.start()
            for (size, (width, height)), language, mode in product(SIZES.items(), LANGUAGES, MODES):
                context = browser.new_context(viewport={"width": width, "height": height})
                context.set_default_timeout(10_000)
                for screen in SCREENS:
                    if names and not screen.name.startswith(names):
                        continue
                    choose(context, language, mode)
                    page = context.new_page()
                    screen.reach(page, demo)
                    page.wait_for_load_state("load")
                    page.wait_for_timeout(300)  # the picture's arrival
                    page.screenshot(path=folder / f"{screen.name}-{size}-{language}-{mode}.png")
                    page.close()
                context.close()
        finally:
            browser.close()
            demo.stop()


if __name__ == "__main__":
    main()
