"""Office files as LibreOffice shows them: turned into PDF, read back, every glyph looked at."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from fontTools.ttLib import TTFont

SOFFICE = shutil.which("soffice")
WITHIN = 120
"""Seconds that a conversion may take on a busy machine."""
FONTS = (".ttf", ".otf", ".ttc")
NO_GLYPH = 0
"""The glyph that a font draws for a character it has not (.notdef): an empty box."""


def pdf(made: bytes, name: str, folder: Path) -> pymupdf.Document:
    """The file as LibreOffice prints it; skips the test without LibreOffice, on a CI server fails it."""
    if SOFFICE is None:
        if os.environ.get("CI") or os.environ.get("REQUIRE_OFFICE") == "1":
            pytest.fail("soffice is not installed")
        pytest.skip("no LibreOffice on this machine")
    file = folder / name
    file.write_bytes(made)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    done = subprocess.run(command, timeout=WITHIN, capture_output=True, text=True, check=True)
    printed = file.with_suffix(".pdf")
    assert printed.exists(), done.stdout + done.stderr
    return pymupdf.open(printed)


def text(document: pymupdf.Document) -> str:
    """All its text without blanks and breaks, which a program sets as it likes."""
    return "".join("".join(page.get_text() for page in document).split())


def missing(document: pymupdf.Document) -> list[str]:
    """The characters drawn as an empty box, or in a font that the file does not hold.

    A program that finds a character in no font draws the box of the font around it, and the text still
    reads right: so each character is looked up in the very font that it was drawn in.
    """
    found = []
    for page in document:
        left_out = [name for _xref, ending, _kind, name, *_rest in page.get_fonts() if ending in ("", "n/a")]
        for font, code, glyph in _drawn(page):
            if glyph == NO_GLYPH or code not in _covered(font) or any(font in name for name in left_out):
                found.append(chr(code))
    return found


def _drawn(page: Any) -> Iterator[tuple[str, int, int]]:
    """Every character that is seen: its font, its code, its glyph."""
    for span in page.get_texttrace():
        for code, glyph, *_where in span["chars"]:
            if not chr(code).isspace():
                yield span["font"], code, glyph


@cache
def _covered(font: str) -> frozenset[int]:
    """The characters that an installed font has; its name in a file may carry an ending more."""
    names = [name for name in _installed() if font.startswith(name)]
    assert names, f"{font} is not installed"
    file, index = _installed()[max(names, key=len)]
    with closing(TTFont(file, fontNumber=index, lazy=True)) as opened:
        return frozenset(opened.getBestCmap())


@cache
def _installed() -> dict[str, tuple[str, int]]:
    """The fonts of this machine by their PostScript names: file, place in it."""
    listed = ["fc-list", "--format", "%{postscriptname}\t%{file}\t%{index}\n"]
    lines = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split("\t") for line in lines]
    return {name: (file, int(index) & 0xFFFF) for name, file, index in rows if name and file.endswith(FONTS)}
