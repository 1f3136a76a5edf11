"""What a file is before anything opens it: refused are the wrong kinds, bombs, macros, encrypted ones."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from dashboard.intake.workbooks.cells import Refused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
UNPACKED_AT_MOST, ENTRIES_AT_MOST, RATIO_AT_MOST = 150 * MEGABYTE, 2000, 400
"""A sheet of ten thousand rows is some 10 MB of XML, packed ten to thirty times smaller."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
WEB = re.compile(rb"\s*<(?:!doctype html|html|table|\?xml|meta|head)", re.IGNORECASE)
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
LOOKED_AT = 8192


def check(data: bytes) -> str:
    """`xlsx` or `csv`; raises Refused for what is neither, or cannot be trusted."""
    if len(data) > LARGEST_FILE:
        raise Refused("book_too_large", megabytes=LARGEST_FILE // MEGABYTE)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("book_is_empty")
    if data.startswith(OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused("book_is_encrypted" if encrypted else "book_is_old_xls")
    if data.startswith(b"PK"):
        _packed(data)
        return "xlsx"
    if data.startswith(OTHERS):
        raise Refused("book_is_no_table")
    if WEB.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise Refused("book_is_web_page")
    return "csv"


def _packed(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as packed:
            entries = packed.infolist()
            _size(entries, len(data))
            _parts({one.filename.lower() for one in entries})
            for one in entries:
                if one.filename.lower().endswith((".xml", ".rels")):
                    with packed.open(one) as part:
                        _harmless(part.read(LOOKED_AT))
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused("book_is_broken") from error
    except RuntimeError as error:
        # zipfile says so of an entry that asks for a password.
        raise Refused("book_is_encrypted") from error


def _size(entries: list[ZipInfo], packed: int) -> None:
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > ENTRIES_AT_MOST or unpacked > UNPACKED_AT_MOST or unpacked > packed * RATIO_AT_MOST:
        raise Refused("book_is_bomb", megabytes=UNPACKED_AT_MOST // MEGABYTE)


def _parts(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Refused("book_has_macros")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refused("book_is_no_table")
    if "mimetype" in names and "content.xml" in names:
        raise Refused("book_is_ods")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("book_is_no_table")


def _harmless(beginning: bytes) -> None:
    # A part in UTF-16 has a NUL in every letter; a workbook needs neither a DTD nor entities.
    if ENTITIES.search(beginning.replace(b"\x00", b"")):
        raise Refused("book_is_unsafe")
