"""`make screens`: pictures of every page at three sizes, in both languages, light and dark, in screens/.

The few that the README shows go to docs/ as well, in 128 colours.
"""

import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import reader
from tests.browser.server import serving
from tests.browser.test_pages import PAGES, PHONE, SIZES

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-10-31"
DETAILS = {"/courtyard?no=6": "leader", "/indicators?key=solve_rate": "leader", "/about?part=method": "guest"}
SHOWN = {
    "overview-desk-zh-light": "overview",
    "map-desk-zh-light": "map",
    "map-phone-zh-light": "screens/map-phone",
    "courtyard-no-6-desk-zh-light": "screens/courtyard",
    "indicators-key-solve_rate-desk-en-light": "screens/indicator-en",
    "organisations-projector-zh-light": "screens/organisations",
    "inspections-phone-zh-light": "screens/inspections-phone",
    "meetings-desk-en-dark": "screens/meetings-en-dark",
    "about-desk-zh-light": "screens/about",
    "quality-desk-zh-light": "screens/quality",
}
"""Picture → its place in docs/."""
SLIDES = ("promises", "owed", "courtyards", "changes", "apart:solve_rate", "short", "safety", "renovation")
"""Slides of the last joint meeting that docs/ shows, by their keys."""


def main() -> None:
    """Fill a demo, start the server, take the pictures."""
    out = ROOT / "screens"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = {"DATABASE_URL": f"sqlite:///{folder}/demo.db", "YUANLUO_TODAY": AS_OF}
        command = [sys.executable, "-m", "dashboard", "demo", "--as-of", AS_OF]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=True)
        with (
            serving(ROOT / "streamlit_app.py", env=env, log=Path(folder) / "log") as url,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=reader.CHROMIUM, args=reader.ARGUMENTS)
            wanted = product((PAGES | DETAILS).items(), SIZES, ("zh", "en"), ("light", "dark"))
            for (path, persona), size, language, scheme in wanted:
                name = f"{_named(path)}-{size}-{language}-{scheme}"
                _take(browser, url, path, persona, out / f"{name}.png", size, language, scheme)
                print(name)
            _slides(browser, out, Path(folder), {**os.environ, **env})
    for name, place in SHOWN.items():
        _publish(out / f"{name}.png", ROOT / "docs" / f"{place}.png")


def _named(path: str) -> str:
    return path.strip("/").replace("?", "-").replace("=", "-") or "overview"


def _take(  # noqa: PLR0917  # one picture has that many sides
    browser: Browser, url: str, path: str, persona: str, file: Path, size: str, language: str, scheme: str
) -> None:
    width, height = SIZES[size]
    options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    options |= PHONE if size == "phone" else {}
    with reader.reading(browser, url, **options) as (page, _watch):
        reader.sign_in(page, persona, f"{path}{'&' if '?' in path else '?'}lang={language}")
        # No page tells when its map is drawn: deck.gl does it in software, after all else stands still.
        page.wait_for_timeout(1500)
        page.screenshot(path=file)


def _slides(browser: Browser, out: Path, folder: Path, env: dict[str, str]) -> None:
    """Slides as a projector shows them, from the file for a stick; in docs/ two thirds as large."""
    file = folder / "slides.html"
    command = [sys.executable, "-m", "dashboard", "deck", "--lang", "zh", "--html", str(file)]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(file.as_uri())
    keys = [one.get_attribute("data-key") for one in page.locator("[data-slide]").all()]
    for key in SLIDES:
        page.goto(f"{file.as_uri()}?slide={keys.index(key) + 1}")
        page.wait_for_selector("[data-deck][data-ready]")
        name = f"slide-{key.replace(':', '-')}.png"
        page.screenshot(path=out / name)
        _publish(out / name, ROOT / "docs" / "screens" / name, width=1280)
    page.close()


def _publish(picture: Path, place: Path, *, width: int | None = None) -> None:
    place.parent.mkdir(exist_ok=True)
    image = Image.open(picture).convert("RGB")
    if width is not None:
        image = image.resize((width, image.height * width // image.width))
    image.quantize(128).save(place, optimize=True)


if __name__ == "__main__":
    main()
