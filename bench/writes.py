"""B7, B9: a form saved, a workbook of ten thousand lines, each beside the bare work under it."""

import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from bench.kit import ROOT, Figure, environment, median

RUNS, LINES = 15, 10_000


def saved(database: Path) -> Iterator[Figure]:
    """B7: one request registered in its transaction, over one row inserted with fsync."""
    told = _ours("save", database)
    with TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "one.db")) as bare:
        bare.execute("pragma synchronous=full")
        bare.execute("create table one (word text)")

        def insert() -> None:
            with bare:
                bare.execute("insert into one values ('word')")

        reference = median(RUNS, insert)
    over = (float(told["seconds"]) - reference) * 1000
    yield Figure("B7", "a form saved, over one row with fsync", over, "ms", None, 300, RUNS)


def imported(database: Path) -> Iterator[Figure]:
    """B9: ten thousand lines brought in, beside openpyxl reading them."""
    with TemporaryDirectory() as folder:
        book = Path(folder) / "fees.xlsx"
        book.write_bytes(workbook())

        def read() -> None:
            page = openpyxl.load_workbook(book, read_only=True).worksheets[0]
            assert sum(1 for _ in page.iter_rows(values_only=True)) > LINES

        reference = median(3, read)
        told = _ours("import", database, str(book))
    yield Figure("B9", "10,000 lines imported", float(told["seconds"]), "s", reference, 3, 1)
    yield Figure("B9", "memory of it", float(told["megabytes"]), "MB", None, 300, 1)


def workbook() -> bytes:
    """Activities of every courtyard, a title no two of which are alike."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("活动")
    page.append(["院落", "活动名称", "日期", "类别"])
    for number in range(LINES):
        day = date(2025, 1, 1) + timedelta(days=number % 600)
        page.append([f"{number % 10 + 1}号院", f"邻里活动第{number}次", day.isoformat(), "文化"])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _ours(what: str, database: Path, *more: str) -> dict[str, str]:
    """Measured in a process of its own, so that its memory is its own."""
    env = {**os.environ, **environment(database), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bench.writes", what, *more]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return dict(part.split("=") for part in done.stdout.split())


def _save() -> float:
    import db
    from dashboard import clock
    from dashboard.actions import requests
    from dashboard.actions.demo import MAKER
    from dashboard.schema.requests import Place, RequestDraft, RequestType

    def save() -> None:
        with db.writing() as session:
            given = {"courtyard_id": 1, "place": Place.YARD, "type": RequestType.CLEANING, "summary": "打扫"}
            draft = RequestDraft.check(accepted_at=clock.now(), **given)
            key = str(time.perf_counter_ns())
            requests.register(session=session, draft=draft, by=MAKER, now=clock.now(), key=key)

    save()
    return median(RUNS, save)


def _import(book: Path) -> float:
    import db
    from dashboard import clock
    from dashboard.actions import imports
    from dashboard.actions.demo import MAKER
    from dashboard.intake.workbooks import reader
    from dashboard.intake.workbooks.lines import read

    begun = time.perf_counter()
    found = read(reader.read(book.read_bytes()))
    with db.writing() as session:
        file = imports.File("activities.xlsx", "0" * 64, found)
        batch = imports.bring_in(session=session, file=file, by=MAKER, now=clock.now(), key="bench")
        if batch.rows < LINES:
            raise RuntimeError(f"{batch.rows} rows came in")
    return time.perf_counter() - begun


def main(what: str, *more: str) -> None:
    """Measure one of ours and say it: `seconds=… megabytes=…`."""
    seconds = _save() if what == "save" else _import(Path(more[0]))
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"seconds={seconds} megabytes={kilobytes / 1024}")


if __name__ == "__main__":
    main(*sys.argv[1:])
