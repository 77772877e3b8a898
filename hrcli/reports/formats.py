"""A report written down: as text for people, as JSON and CSV for programs, as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hrcli.document.data import Data
from hrcli.escape import csv_row
from hrcli.folding import capitalised
from hrcli.knowledge.labels import Labels
from hrcli.pages.contents import Sheet
from hrcli.pages.pictures import bar as picture
from hrcli.pages.render import laid_out
from hrcli.reports.cells import SMALLEST
from hrcli.reports.tables import ALL, Report, Told, ToldRow
from hrcli.terminal import Paint, bar, fitted, line, table, unpainted

WITHHELD = "withheld"
MARK = "*"
HEAD = ("report", "table", "counted", "group", "row", "column", "figure")


def as_text(report: Report, room: int | None = None, paint: Paint = unpainted) -> str:
    """The report for people: a table for each thing counted, with bars made of letters."""
    counted = filter(_counted, report.tables)
    parts = [fitted(_head(report), room), *(_table(told, room, paint) for told in counted)]
    if not any(map(_counted, report.tables)):
        parts.append("There is nothing to count yet.")
    if report.medians:
        parts.append(_medians(report, room, paint))
    return "\n\n".join((*parts, fitted(_small_print(report), room)))


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _title(word: str) -> str:
    return capitalised(_spaced(word))


def _head(report: Report) -> str:
    since = f"{report.period.first} to " if report.period.first else "up to "
    names, shut = report.of.names, report.of.shut
    caseloads = f"{len(names)} caseload{'s' * (len(names) != 1)}"
    if len(names) + len(shut) > 1:
        caseloads += f" ({', '.join(map(line, names))})"
    if shut:
        caseloads += f", not counted: {', '.join(map(line, shut))}"
    return f"{_title(report.kind)}, {since}{report.period.last}, {caseloads}"


def _counted(told: Told) -> bool:
    """Whether anything was counted in a table; a withheld figure was."""
    return any(row.figures[0] != 0 for row in told.rows)


def _rows(told: Told) -> Iterator[ToldRow]:
    """The rows that count something, for people; programs get them all.

    Where all is withheld, the first row says so for all of them.
    """
    silent = told.table.whole and all(set(row.figures) == {None} for row in told.rows)
    shown = told.rows[:1] if silent else told.rows
    return (row for row in shown if row.figures[0] != 0)


def _table(told: Told, room: int | None, paint: Paint) -> str:
    head = ["", ALL, *map(_spaced, told.table.columns)]
    has_bars = told.table.pictured and bool(told.table.columns)
    if has_bars:
        head.append(f"share {_spaced(told.table.columns[0])}")
    rows = []
    for row in _rows(told):
        cells = [_name(told, row), *(MARK if it is None else str(it) for it in row.figures)]
        rows.append([*cells, _share(row)] if has_bars else cells)
    title = f"{_title(told.table.id)} (what is counted: {_spaced(told.table.unit)})"
    return f"{fitted(paint(title, 'heading'), room)}\n{table(head, rows, room, paint)}"


def _name(told: Told, row: ToldRow) -> str:
    """A row's name; in a table of a single group its own says enough."""
    return _spaced(f"{row.group}: {row.row}" if row.group and told.table.whole else row.row)


def _share(row: ToldRow) -> str:
    whole, part = row.figures[:2]
    if not whole or part is None:
        return ""
    share = round(100 * part / whole)
    return f"{bar(share)} {share}%"


def _medians(report: Report, room: int | None, paint: Paint) -> str:
    rows = [
        (_spaced(it.id), MARK if it.value is None else f"{it.value:g}") for it in report.medians
    ]
    title = paint("The middle number over all clients", "heading")
    return f"{title}\n{table(('', 'median'), rows, room, paint)}"


def _small_print(report: Report) -> str:
    lines = [
        (
            f"{MARK} withheld: it comes from fewer than {SMALLEST} clients, or would give such a "
            "figure away."
        ),
        "Hand out one report for one period: two that overlap can be compared.",
    ]
    if report.kind == "outcomes":
        lines.append(
            "Figures say what changed, not why. The goal attainment score is no percentage and "
            "ranks nobody; read it beside the levels."
        )
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report as `report/1`; `schemas/output/report-1.json` says what it holds."""
    first = report.period.first
    told: dict[str, Any] = {
        "hrcli": "report/1",
        "report": report.kind,
        "today": report.today.isoformat(),
        "from": first.isoformat() if first else None,
        "to": report.period.last.isoformat(),
        "caseloads": len(report.of.names),
        "caseload_names": report.of.names,
        "unreadable_caseloads": report.of.shut,
        "unreadable": report.of.unreadable,
        "withheld_below": SMALLEST,
        "tables": [
            {"table": it.table.id, "counted": it.table.unit, "rows": [*_json_rows(it)]}
            for it in report.tables
        ],
        "medians": [{"of": it.id, "median": it.value} for it in report.medians],
    }
    return json.dumps(told, ensure_ascii=True, indent=1)


def _json_rows(told: Told) -> Iterator[dict[str, Any]]:
    columns = (ALL, *told.table.columns)
    for row in told.rows:
        figures = dict(zip(columns, row.figures, strict=True))
        yield {"group": row.group, "row": row.row, "figures": figures}


def as_csv(report: Report) -> str:
    """The report with one figure a line; a withheld one says so."""
    lines = [HEAD]
    for told in report.tables:
        for row in told.rows:
            for column, figure in zip((ALL, *told.table.columns), row.figures, strict=True):
                begin = (report.kind, told.table.id, told.table.unit, row.group, row.row, column)
                lines.append((*begin, _figure(figure)))
    lines += [
        (report.kind, "medians", "clients", "", it.id, "median", _figure(it.value))
        for it in report.medians
    ]
    return "\n".join(csv_row(line, quoted=True) for line in lines)


def _figure(value: float | None) -> str:
    return WITHHELD if value is None else f"{value:g}"


def as_html(report: Report, labels: Labels, own: Mapping[str, str] | None = None) -> str:
    """The report as a page that needs nothing else, with bars; `own` are an agency's templates."""
    return laid_out(sheet(report, labels), own).rstrip("\n")


def sheet(report: Report, labels: Labels) -> Sheet:
    """What the page of a report is made from."""
    first = report.period.first
    told = {
        "kind": report.kind,
        "first": first.isoformat() if first else None,
        "last": report.period.last.isoformat(),
        "caseloads": len(report.of.names),
        "smallest": SMALLEST,
        "tables": [_page_table(it) for it in report.tables if _counted(it)],
        "medians": [it._asdict() for it in report.medians],
    }
    return Sheet(told, "report", "html", labels)


def _page_table(told: Told) -> Data:
    rows = [
        {
            "group": row.group if told.table.whole else "",
            "row": row.row,
            "figures": row.figures,
            "bar": _bar(told, row),
        }
        for row in _rows(told)
    ]
    columns = (ALL, *told.table.columns)
    return {
        "id": told.table.id,
        "unit": told.table.unit,
        "columns": columns,
        "rows": rows,
        "bars": [
            {**row, "id": f"{told.table.id}-{number}"}
            for number, row in enumerate(rows, start=1)
            if row["bar"]
        ],
    }


def _bar(told: Told, row: ToldRow) -> Any:
    """The bar of a row; a withheld figure has no length, so such a row has none."""
    sizes = [it for it in row.figures[1:] if it is not None]
    if not told.table.pictured or len(sizes) < len(row.figures) - 1:
        return ()
    return picture(sizes)
