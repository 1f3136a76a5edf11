"""Which columns of text hold what somebody typed: found by tests that put markup into all of them."""

from sqlmodel import AutoString

from dashboard.schema import METADATA

TYPED = {
    *("done", "done_note", "dropped_why", "file_name", "heading", "meaning", "name", "name_en"),
    *("name_zh", "note", "parties", "place", "presenter", "question", "reason", "returned_why"),
    *("said", "said_by", "scan_note", "summary", "text", "title", "title_en", "title_zh", "value"),
    "void_why",
}
"""Columns that hold what somebody typed, and nothing reads as a code or a number."""
PLAIN = {
    *("actor", "begins_at", "checked_by", "code", "code_hash", "document_hash", "entered_by"),
    *("file_hash", "form"),
    *("hash", "head", "key", "kind", "login", "mime", "month", "no", "noun", "number", "origin"),
    *("owner", "password_hash", "period", "phone", "place_key", "previous", "room", "sha256", "stage"),
    *("stratum", "subject", "token_hash", "verb"),
}
"""The others: names, hashes and numbers that the system makes or a form takes apart."""


def columns() -> dict[str, set[str]]:
    """Every column of text, by table."""
    return {
        table.name: {one.name for one in table.columns if isinstance(one.type, AutoString)}
        for table in METADATA.sorted_tables
    }
