"""`python -m benchmarks`: makes the caseloads, measures, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import cases, installed, measures
from benchmarks.measures import Row
from benchmarks.page import page

PAGE = installed.CHECKOUT / "docs" / "performance.md"


def main() -> None:
    """Read the options, measure, and write the page (with --quick only print it)."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few cases, nothing is written")
    options.add_argument("--keep", type=Path, metavar="DIR", help="work in DIR and keep it")
    given = options.parse_args()
    sizes = measures.QUICK if given.quick else measures.FULL
    with _folder(given.keep) as work:
        bench = _bench(work, sizes, given.quick)
        rows: list[Row] = []
        for measure in measures.ALL:
            print(f"measuring {measure.__name__} ...", file=sys.stderr)
            rows += measure(bench)
        written = page(rows, measures.stages(bench))
    if given.quick:
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
    print("making the caseloads and the installation ...", file=sys.stderr)
    return measures.Bench(
        installed.from_checkout() if quick else installed.from_wheel(work / "venv"),
        sizes,
        work,
        plans=_caseload(work / f"plans-{sizes.few}", sizes.few, False),
        few=_caseload(work / f"cases-{sizes.few}", sizes.few, True),
        many=_caseload(work / f"cases-{sizes.many}", sizes.many, True),
    )


def _caseload(folder: Path, count: int, history: bool) -> Path:
    if not folder.exists():
        cases.write(folder, count, history)
    return folder


if __name__ == "__main__":
    main()
