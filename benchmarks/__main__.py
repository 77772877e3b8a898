"""`python -m benchmarks`: makes the caseloads, measures, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import installed, measures
from benchmarks.measures import Row
from benchmarks.page import page, table

PAGE = installed.CHECKOUT / "docs" / "performance.md"


def main() -> None:
    """Read the options, measure, and write the page (with --quick only print it)."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few cases, nothing is written")
    options.add_argument("--keep", type=Path, metavar="DIR", help="work in DIR and keep it")
    names = [measure.__name__ for measure in measures.ALL]
    some = "only this measure, which writes nothing"
    options.add_argument("--only", choices=names, action="append", help=some)
    given = options.parse_args()
    sizes = measures.QUICK if given.quick else measures.FULL
    with _folder(given.keep) as work:
        bench = _bench(work, sizes, given.quick)
        rows: list[Row] = []
        for measure in measures.ALL:
            if measure.__name__ in (given.only or names):
                print(f"measuring {measure.__name__} ...", file=sys.stderr)
                rows += measure(bench)
        written = table(rows) if given.only else page(rows, measures.stages(bench))
    if given.quick or given.only:
        print(written)
    else:
        PAGE.write_text(written, encoding="utf-8")
    missed = [row.what for row in rows if row.met is False]
    if missed:
        print(f"bars not met: {'; '.join(missed)}", file=sys.stderr)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with TemporaryDirectory() as folder:
            yield Path(folder).resolve()


def _bench(work: Path, sizes: measures.Sizes, quick: bool) -> measures.Bench:
    print("making the installation ...", file=sys.stderr)
    programs = installed.from_checkout() if quick else installed.from_wheel(work / "venv")
    return measures.Bench(programs, sizes, work)


if __name__ == "__main__":
    main()
