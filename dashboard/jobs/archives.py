"""The whole site in one file that no database is needed to read, and the way back into an empty database.

A zip: `manifest.json` and, for each table, `tables/NAME.jsonl`. What lets somebody in, and what is worked out
from the rest, stays behind; whoever loads the file works it out again and compares.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import JSON, Column, Date, LargeBinary, Table, bindparam, delete, func, null, select, text
from sqlmodel import Session

import db
from dashboard.access import Principal
from dashboard.actions import archives, demo
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.clock import civil
from dashboard.errors import Refused
from dashboard.indicators import cells
from dashboard.migrations.upgrade import newest
from dashboard.queries import audit
from dashboard.schema import METADATA
from dashboard.schema.accounts import Account
from dashboard.schema.base import UtcDateTime
from dashboard.schema.cells import Cell

FORMAT = "yuanluo-archive-1"
LEFT = frozenset({"cell", "sign_in", "throttle", "one_time_code", "saved_form", "unsent_form"})
"""Tables that are not taken along: open sessions, codes, drafts, and cells, which are worked out again."""
SECRETS = frozenset({("account", "password_hash")})
"""Columns that are left empty: everybody gets a one-time code in the new place."""
BATCH = 500


def write(file: Path, *, reason: str, by: Principal, now: datetime) -> dict[str, Any]:
    """Write the site into a file that only its owner can read; gives the manifest.

    Who takes it and why is noted for good before anything is written. Raises NotAllowed, InvalidDraft,
    Refused.
    """
    if file.exists():
        raise Refused(f"{file} is there already; nothing was written")
    with db.writing() as session:
        archives.take(session=session, reason=reason, by=by, now=now)
    half = file.with_name(file.name + ".half")
    try:
        with db.writing() as session:
            cells.roll(session, now=now)
            opened = os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
            with opened, ZipFile(opened, "w", ZIP_DEFLATED) as archive:
                manifest = {
                    "format": FORMAT,
                    "schema": newest(),
                    "at": now.isoformat(),
                    "head": str(audit.head(session)),
                    "cells": _cells(session),
                    "tables": {table.name: _write(archive, session, table) for table in _tables()},
                }
                archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)
    return manifest


def load(file: Path, *, session: Session, by: Principal, now: datetime) -> dict[str, Any]:
    """Load a site into a database that holds nothing, and compare; gives the manifest.

    Raises NotAllowed; Refused when the file is none of this version, when there is data already, or when
    counts, chain or sums come out otherwise than they were written.
    """
    with unit_of_work(session, by=by, now=now) as work:
        accounts = session.execute(select(func.count()).select_from(Account)).scalar_one()
        if accounts or not demo.is_empty(session) or audit.head(session).seq:
            raise Refused("the database holds data already; nothing was changed")
        manifest = _replace(file, session)
        # The cells that were compared are those of the day on which the file was written.
        work.counts(since=civil(_written_at(manifest)))
        archives.arrive(session=session, head=manifest["head"], by=by, now=now)
    return manifest


def _replace(file: Path, session: Session) -> dict[str, Any]:
    """Put the rows of the file in place of all that is there, the head too, and compare."""
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive)
            for table in reversed(METADATA.sorted_tables):
                session.execute(delete(table))
            counts = {table.name: _load(archive, session, table) for table in _tables()}
    except (OSError, BadZipFile, KeyError, ValueError, TypeError):
        raise Refused("the file is no archive of this dashboard, or it is damaged") from None
    session.expire_all()
    _compare(session, manifest, counts)
    return manifest


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table.name not in LEFT]


def _manifest(archive: ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] != FORMAT:
        raise ValueError(manifest["format"])
    if manifest["schema"] != newest():
        raise Refused(f"the archive is of schema {manifest['schema']}, this dashboard of {newest()}")
    return manifest


def _written_at(manifest: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(manifest["at"])


def _compare(session: Session, manifest: dict[str, Any], counts: dict[str, int]) -> None:
    """Refuse what is not the site that was written."""
    if counts != manifest["tables"]:
        raise Refused("a table has another number of rows than was written")
    verified = audit.verify(session)
    if verified.trouble or str(verified.head) != manifest["head"]:
        raise Refused(f"the audit chain does not come out as written ({verified.trouble or 'head'})")
    cells.rebuild(session, now=_written_at(manifest))
    if _cells(session) != manifest["cells"]:
        raise Refused("the indicators come out otherwise than they were written")


def _cells(session: Session) -> str:
    """SHA-256 over all cells: whatever the indicators say is worked out from them."""
    table = METADATA.tables[str(Cell.__tablename__)]
    rows = sorted(tuple(row) for row in session.execute(select(table)))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _write(archive: ZipFile, session: Session, table: Table) -> int:
    """One table, a row a line; gives how many."""
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w") as out:
        for row in _rows(session, table):
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """Rows by primary key. A document that the database does not hold is left out: JSON has a null too."""
    documents = [column for column in table.columns if isinstance(column.type, JSON)]
    absent = [column.is_(null()).label(f"{column.name} is absent") for column in documents]
    for row in session.execute(select(*table.columns, *absent).order_by(*table.primary_key)).mappings():
        yield {
            column.name: None if (table.name, column.name) in SECRETS else _told(row[column])
            for column in table.columns
            if not row.get(f"{column.name} is absent")
        }


def _told(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _load(archive: ZipFile, session: Session, table: Table) -> int:
    """Put a table's rows in as they were, ids too; gives how many."""
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        rows = [_read(table, json.loads(line)) for line in lines]
    parents = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    bare = [{**row, **dict.fromkeys(parents)} for row in rows]
    for _names, alike in groupby(bare, key=list):
        found = list(alike)
        for start in range(0, len(found), BATCH):
            session.execute(table.insert(), found[start : start + BATCH])
    for name in parents:
        led = [{"key": row["id"], "up": row[name]} for row in rows if row[name] is not None]
        statement = table.update().where(table.c.id == bindparam("key")).values({name: bindparam("up")})
        if led:
            session.connection().execute(statement, led)
    _count_on(session, table)
    return len(rows)


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return b64decode(value, validate=True) if isinstance(column.type, LargeBinary) else value


def _count_on(session: Session, table: Table) -> None:
    """PostgreSQL gives the next id from a sequence, which knows nothing of ids that were brought along."""
    if session.get_bind().dialect.name == "postgresql" and "id" in table.c:
        statement = "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(max(id), 1), max(id) > 0)"
        quoted = f'"{table.name}"'
        session.execute(text(f"{statement} FROM {quoted}"), {"name": quoted})
