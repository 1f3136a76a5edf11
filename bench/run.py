"""`make bench`: run the measures, say them, write them; exit code 1 where one misses its goal."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import crowd, pages, writes
from bench.kit import Figure, demo, write

MEASURES: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "B1": pages.cold,
    "B2": pages.warm,
    "B7": writes.saved,
    "B8": crowd.crowded,
    "B9": writes.imported,
}
"""B6 is measured with B2: both load the map."""


def main(chosen: list[str]) -> int:
    """Run the measures that are named, or all of them."""
    figures: list[Figure] = []
    for name in chosen or list(MEASURES):
        with TemporaryDirectory() as folder:
            for one in MEASURES[name](demo(Path(folder))):
                figures.append(one)
                beside = f" / {one.reference:.3g} = {one.judged:.2f}" if one.reference else ""
                mark = "met " if one.is_met else "MISS"
                print(
                    f"{mark} {one.measure} {one.what}: {one.value:.3g} {one.unit}{beside} (≤ {one.limit:g})",
                    flush=True,
                )
    print("written to", write(figures).relative_to(Path.cwd()))
    return 0 if all(one.is_met for one in figures) else 1


def _line(one: Figure) -> str:
    beside = f" / {one.reference:.3g} = {one.judged:.2f}" if one.reference else ""
    mark = "met " if one.is_met else "MISS"
    return f"{mark} {one.measure} {one.what}: {one.value:.3g} {one.unit}{beside} (≤ {one.limit:g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
