"""`make screens`: pictures of every page at three sizes, in both languages, light and dark, in screens/."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import reader
from tests.browser.server import serving
from tests.browser.test_pages import PAGES, SIZES

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-10-31"


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
            sync_playwright() as p,
        ):
            browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=reader.ARGUMENTS)
            for path, persona in PAGES.items():
                for size, (width, height) in SIZES.items():
                    for language in ("zh", "en"):
                        for scheme in ("light", "dark"):
                            name = f"{path.strip('/') or 'overview'}-{size}-{language}-{scheme}.png"
                            options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
                            with reader.reading(browser, url, **options) as (page, _watch):
                                reader.sign_in(page, persona, f"{path}?lang={language}")
                                page.wait_for_timeout(700)
                                page.screenshot(path=out / name)
                            print(name)


if __name__ == "__main__":
    main()
