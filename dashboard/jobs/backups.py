"""Backups while the app runs: write one, put one back, and try out that it can be put back."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import URL, Engine, NullPool, create_engine, func, inspect, make_url, select, text
from sqlmodel import Session

import db
from dashboard import clock
from dashboard.actions import demo, sessions
from dashboard.errors import Refused
from dashboard.migrations.upgrade import current, known, upgrade
from dashboard.queries import audit
from dashboard.rules.trail import Printed
from dashboard.schema import METADATA
from dashboard.settings import settings

SUM = ".sha256"
TRIES = 5
"""How often a drill looks again, while others write."""


@dataclass(frozen=True)
class State:
    """What a database holds: how many rows each table has, and the head of its audit chain."""

    counts: dict[str, int]
    head: Printed


@dataclass(frozen=True)
class Step:
    """One thing that a drill compared."""

    what: str
    well: bool


def backup(folder: Path) -> Path:
    """Write a backup of the database into a folder, with its SHA-256 beside it; gives its file."""
    folder.mkdir(parents=True, exist_ok=True)
    url = make_url(settings().database_url)
    ending = "db" if _is_file(url) else "dump"
    made = folder / f"yuanluo-{clock.wall():%Y%m%d-%H%M%S-%f}.{ending}"
    half = made.with_suffix(".half")
    try:
        if _is_file(url):
            with closing(sqlite3.connect(str(url.database))) as source:
                source.execute("VACUUM INTO ?", (str(half),))
        else:
            _postgres("pg_dump", url, "--format=custom", f"--file={half}")
        half.rename(made)
    finally:
        half.unlink(missing_ok=True)
    made.with_name(made.name + SUM).write_text(f"{_sum(made)}  {made.name}\n")
    return made


def restore(file: Path, *, force: bool = False) -> Path | None:
    """Put a backup in the place of the database; gives the backup of what was there before, if anything.

    Raises Refused when the file is none, was changed, or is newer than this code; and when there is data in
    the database, unless forced.
    """
    check(file)
    before = None
    if _holds_data():
        if not force:
            raise Refused(
                "the database holds data; --force puts the backup in its place, after backing it up"
            )
        before = backup(file.resolve().parent)
    db.engine().dispose()
    _load(file, make_url(settings().database_url))
    return before


def check(file: Path) -> None:
    """Raise Refused unless the file is a backup that can be put back here."""
    if not file.is_file():
        raise Refused(f"there is no file {file}")
    beside = file.with_name(file.name + SUM)
    if beside.exists() and beside.read_text().split()[0] != _sum(file):
        raise Refused("the file is not what was written: its SHA-256 differs")
    if _is_file(make_url(settings().database_url)):
        _check_file(file)
    elif file.read_bytes()[:5] != b"PGDMP":
        raise Refused("the file is no backup of PostgreSQL")


def drill(file: Path | None = None) -> Iterator[Step]:
    """Put a backup back in a temporary place and compare: tables, chain, a sign-in.

    Without a file a backup is made first, and compared with the database of that moment.
    """
    with TemporaryDirectory() as folder:
        expected = None
        if file is None:
            file, expected = _backed_up(Path(folder))
        check(file)
        with _restored(file, Path(folder)) as engine, Session(engine) as session:
            found = state(session)
            if expected:
                yield from _compared(expected, found)
            else:
                yield Step(f"{sum(found.counts.values())} rows in {len(found.counts)} tables", well=True)
            yield Step(f"audit chain unbroken to {found.head}", not audit.verify(session).trouble)
            yield Step("a sign-in holds", _signs_in(session))


def state(session: Session) -> State:
    """How many rows each table has, and the head."""
    names = [table for table in METADATA.sorted_tables if inspect(session.connection()).has_table(table.name)]
    counts = {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in names
    }
    return State(counts, audit.head(session))


def _backed_up(folder: Path) -> tuple[Path, State]:
    """A backup and what it must hold: taken again while others wrote in between."""
    for _try in range(TRIES):
        with db.reading() as session:
            before = state(session)
        file = backup(folder)
        with db.reading() as session:
            if state(session) == before:
                return file, before
    raise Refused(f"the database was written to during each of {TRIES} backups: try again when it is calmer")


def _compared(expected: State, found: State) -> Iterator[Step]:
    for table, count in expected.counts.items():
        there = found.counts.get(table)
        yield Step(
            f"{table}: {count} rows" + ("" if there == count else f", restored {there}"), there == count
        )
    same = found.head == expected.head
    yield Step(f"chain head {expected.head}" + ("" if same else f", restored {found.head}"), same)


def _signs_in(session: Session) -> bool:
    """Whether a session can be opened for the first open account (of a demo: for a guest) and found again."""
    now = clock.wall()
    by = sessions.anybody(session)
    token = sessions.open_session(session, by=by, now=now)
    session.flush()
    same = sessions.find(session, token, now=now) == by
    session.rollback()
    return same


@contextmanager
def _restored(file: Path, folder: Path) -> Iterator[Engine]:
    """The backup in a place of its own, gone afterwards."""
    url = make_url(settings().database_url)
    if _is_file(url):
        place = URL.create("sqlite", database=str(folder / "drill.db"))
        _load(file, place)
        yield from _opened(place)
        return
    name = f"yuanluo_drill_{uuid4().hex[:12]}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        place = url.set(database=name)
        _load(file, place)
        yield from _opened(place)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def _opened(place: URL) -> Iterator[Engine]:
    """The engine of a restored database, at the schema of this code."""
    engine = db.make_engine(place.render_as_string(hide_password=False)).execution_options(writes=True)
    with engine.connect() as connection, connection.begin():
        upgrade(connection)
    yield engine
    engine.dispose()


def _load(file: Path, url: URL) -> None:
    """Put a backup into a database, all or nothing."""
    if _is_file(url):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(file)) as source,
            closing(sqlite3.connect(str(url.database), timeout=30)) as target,
        ):
            source.backup(target)
        return
    how = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner"]
    _postgres("pg_restore", url, *how, str(file))


def _check_file(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file.resolve()}?mode=ro", uri=True)) as opened:
            (whole,) = opened.execute("PRAGMA integrity_check").fetchone()
            (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError):
        raise Refused("the file is no backup of this dashboard") from None
    if whole != "ok":
        raise Refused(f"the file is damaged: {whole}")
    if revision not in known():
        raise Refused(f"the backup is of a newer version of the dashboard (schema {revision})")


def _holds_data() -> bool:
    with db.reading() as session:
        return current(session.connection()) is not None and not demo.is_empty(session)


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _postgres(tool: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; the password goes by the environment, where no list shows it."""
    asked = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    env = {**os.environ, "PGPASSWORD": str(url.password)} if url.password else None
    command = [_tool(tool), f"--dbname={asked}", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{tool}: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}")


def _tool(name: str) -> str:
    """Where a tool of PostgreSQL lies: the newest that Debian has, else whatever is on the path."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(one.parts[4]))
    found = str(there[-1]) if there else shutil.which(name)
    if found is None:
        raise Refused(f"{name} is not installed: apt-get install postgresql-client")
    return found
