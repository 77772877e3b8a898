"""Reports: what is counted, what is withheld, and how it is written."""

from __future__ import annotations

import csv
import gc
import io
import json
import random
import re
import shutil
import weakref
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hrcli.escape import spreadsheet
from hrcli.knowledge.labels import labels_for
from hrcli.method import outcomes
from hrcli.method.outcomes import Period
from hrcli.reports import formats, kinds
from hrcli.reports.cells import SMALLEST, SPREAD, Cell, Sum, withheld
from hrcli.reports.tables import Report, Sources, Tally
from hrcli.resources import text
from tests.support.canary import CHOSEN, Filling
from tests.support.pages import case_of as case_with
from tests.support.readers import named
from tests.support.reports import ENGLISH, EVER, TODAY, harm, many, report_of
from tests.support.running import Run, sample

# Small cells


def row(*sizes: int) -> tuple[dict[str, Cell], list[Sum]]:
    """A row of cells with their total, one client each."""
    names = [f"part{n}" for n in range(len(sizes))]
    cells = {name: Cell(size, size) for name, size in zip(names, sizes, strict=True)}
    return cells | {"total": Cell(sum(sizes), sum(sizes))}, [Sum("total", tuple(names))]


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ((10, 7), set()),
        ((5, 5), set()),
        ((10, 0), set()),
        ((10, 3, 6), {"part1", "part2"}),  # one alone would follow from the total
        ((10, 3, 3), {"part1", "part2"}),
        ((10, 1, 1, 6), {"part1", "part2", "part3"}),  # two that make 2 are 1 each
        ((3, 0), {"part0", "total"}),
        ((4, 1), {"part0", "part1", "total"} - {"total"}),
        ((0, 0), set()),
    ],
)
def test_what_would_give_a_small_cell_away_is_withheld_too(
    sizes: tuple[int, ...], hidden: set[str]
) -> None:
    assert withheld(*row(*sizes)) == hidden


def test_many_things_of_few_clients_are_a_small_cell() -> None:
    cells = {"a": Cell(40, SMALLEST - 1), "b": Cell(90, 30), "all": Cell(130, 34)}
    assert withheld(cells, [Sum("all", ("a", "b"))]) == {"a", "b"}


def test_what_several_sums_fix_together_is_withheld() -> None:
    """Each of these sums has two unknowns or three, yet together they give one of them."""
    sizes = {"a1": 3, "a2": 4, "a3": 4, "b1": 4, "b2": 3, "b3": 9, "c1": 9, "c2": 9, "c3": 3}
    cells = {name: Cell(size, size) for name, size in sizes.items()}
    sums = []
    for line in ("a", "b", "c", "1", "2", "3"):
        parts = tuple(name for name in sizes if line in name)
        total = sum(sizes[part] for part in parts)
        cells[line] = Cell(total, total)
        sums.append(Sum(line, parts))
    hidden = withheld(cells, sums)
    assert {name for name, size in sizes.items() if size < SMALLEST} <= hidden
    # By hand: rows a and b less columns 1 and 2 leave a3, as long as b3, c1 and c2 are shown.
    assert hidden & {"b3", "c1", "c2"}


Grid = tuple[dict[str, Cell], list[Sum]]


def grid(draw: random.Random, across: int, down: int) -> Grid:
    """A table with totals on both sides; cells are called by row and column."""
    sizes = {
        f"{r}{c}": draw.choice((0, 1, 2, 3, 4, 5, 6, 9)) for r in range(down) for c in range(across)
    }
    sums = [Sum(f"row{r}", tuple(f"{r}{c}" for c in range(across))) for r in range(down)]
    sums += [Sum(f"col{c}", tuple(f"{r}{c}" for r in range(down))) for c in range(across)]
    sums.append(Sum("total", tuple(f"row{r}" for r in range(down))))
    sums.append(Sum("total", tuple(f"col{c}" for c in range(across))))
    for it in sums:
        sizes[it.total] = sum(sizes[part] for part in it.parts)
    return {name: Cell(size, size) for name, size in sizes.items()}, sums


def readings(cells: Mapping[str, Cell], sums: list[Sum], hidden: frozenset[str]) -> Iterator[Any]:
    """Every table that fits what is shown, found by trying all (withheld cells up to 13)."""
    inner = sorted(name for name in cells if name.isdigit())
    shown = {name: cell.size for name, cell in cells.items() if name not in hidden}

    def tried(place: int, told: dict[str, int]) -> Iterator[dict[str, int]]:
        if place == len(inner):
            found = dict(told)
            if fits(found, sums, shown, True):
                yield found
            return
        name = inner[place]
        for size in range(1, 14) if name in hidden else (cells[name].size,):
            now = {**told, name: size}
            if fits(dict(now), sums, shown, False):
                yield from tried(place + 1, now)

    return tried(0, {})


def fits(told: dict[str, int], sums: list[Sum], shown: Mapping[str, int], whole: bool) -> bool:
    """Whether the sums shown allow the cells told so far; writes down the sums they make."""
    for it in sums:
        parts = [told.get(part) for part in it.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            if it.total in shown and sum(known) > shown[it.total]:
                return False
        elif it.total in shown and sum(known) != shown[it.total]:
            return False
        elif whole or it.total.startswith("row"):
            told[it.total] = sum(known)
    return True


@pytest.mark.parametrize("seed", range(sample(200)))
def test_nobody_can_work_a_small_cell_out(seed: int) -> None:
    """All tables that fit what is shown are tried: no withheld figure is the same in each."""
    draw = random.Random(seed)
    cells, sums = grid(draw, *draw.choice([(2, 2), (3, 2), (2, 3)]))
    hidden = withheld(cells, sums)
    assert {name for name, cell in cells.items() if cell.small} <= hidden
    if sum(name.isdigit() for name in hidden) > 4:
        return  # too many to try; fewer figures shown give away less
    seen = list(readings(cells, sums, hidden))
    assert seen
    for name in hidden:
        told = [reading[name] for reading in seen]
        assert max(told) - min(told) >= SPREAD, (cells, hidden, name)


def test_large_tables_are_judged_fast_and_are_not_emptied() -> None:
    draw = random.Random(1)
    cells, sums = grid(draw, 6, 9)
    plenty = {name: Cell(cell.size * 10, cell.cases * 10) for name, cell in cells.items()}
    assert withheld(plenty, sums) == frozenset()
    assert 0 < len(withheld(cells, sums)) < len(cells)


# Outcomes


def changes(plan: dict[str, Any], reviews: Any = (), period: Period = EVER) -> list[str]:
    found = case_with({"status": "active", "opened": "2026-01-12", **plan}, reviews)
    return [it.change for it in outcomes.harms(found, period)]


def test_less_harm_is_a_lower_degree_or_a_better_name_for_the_same() -> None:
    assert changes({"harms": [harm()]}) == ["less"]
    assert changes({"harms": [harm(degree="life_threatening")]}) == ["more"]
    assert changes({"harms": [harm(degree="severe", status="reduced")]}) == ["less"]
    held = [{"held_on": "2026-02-02", "harms": [{"id": "h7k", "degree": "severe"}]}]
    assert changes({"harms": [harm(degree="severe")]}, held) == ["same"]


def test_one_day_is_no_change() -> None:
    assert changes({"harms": [harm(degree="severe")]}) == ["not_known"]
    assert changes({"harms": [harm(baseline={})]}) == ["not_known"]


def test_a_period_begins_with_what_stood_before_it() -> None:
    held = [
        {"held_on": "2026-01-20", "harms": [{"id": "h7k", "degree": "moderate"}]},
        {"held_on": "2026-02-02", "harms": [{"id": "h7k", "degree": "moderate"}]},
    ]
    late = Period(date(2026, 1, 25), date(2026, 2, 5))
    assert changes({"harms": [harm()]}, held, late) == ["same"]
    assert changes({"harms": [harm()]}, held, late._replace(first=None)) == ["less"]


def goals_of(goal: dict[str, Any], reviews: Any = (), period: Period = EVER) -> Any:
    plan = {"status": "active", "goals": [{"id": "g2m", "status": "active", **goal}]}
    return next(iter(outcomes.goals(case_with(plan, reviews), period)))


def test_goals_come_nearer_by_small_steps() -> None:
    goal = {
        "assessable": {"baseline": 0, "target": 4},
        "progress": [{"date": "2026-02-01", "value": 2}, {"date": "2026-02-05", "value": 1}],
    }
    told = goals_of(goal)
    assert (told.way, told.steps) == ("nearer", 1)
    assert goals_of(goal, period=Period(None, date(2026, 1, 20))).way == "not_known"
    back = {**goal, "progress": [{"date": "2026-02-01", "value": -1}]}
    assert goals_of(back).way == "further"


def test_the_level_of_the_last_review_counts() -> None:
    goal = {"gas": {"baseline": -1, "level": 0}}
    told = goals_of(goal, [{"held_on": "2026-02-02", "goals": [{"id": "g2m", "gas_level": 1}]}])
    assert (told.first.level, told.latest.level) == (-1, 1)
    assert goals_of(goal).latest.level == 0
    assert goals_of({"gas": {"baseline": -1, "level": 0, "weight": 0}}).latest is None


def test_a_review_is_in_time_up_to_the_day_that_was_named() -> None:
    reviews = [
        {"held_on": "2026-01-09", "next": "2026-01-23"},
        {"held_on": "2026-01-24"},
        {"held_on": "2026-02-07"},
    ]
    plan = {"status": "active", "opened": "2025-12-12", "review": {"every": "2 weeks"}}
    timed = [it.timing for it in outcomes.held(case_with(plan, reviews), EVER)]
    assert timed == ["late", "late", "in_time"]
    del plan["opened"]
    assert next(outcomes.held(case_with(plan, reviews), EVER)).timing == "not_known"


def test_no_is_an_answer_about_unintended_harm_and_silence_is_none() -> None:
    review = {"held_on": "2026-02-02", "unintended": {"children": "No.", "client": "sleeps less"}}
    told = next(outcomes.held(case_with({"status": "active"}, [review]), EVER))
    assert told.unintended == {
        "children": "none_seen",
        "client": "seen",
        "others": "not_answered",
    }


# Whole reports


def figures(of: Report) -> dict[tuple[str, str, str], int | None]:
    """Every figure by table, row and column."""
    return {
        (it.table.id, line.row, column): figure
        for it in of.tables
        for line in it.rows
        for column, figure in zip(("all", *it.table.columns), line.figures, strict=True)
    }


def test_outcomes_by_harm_area_and_who_is_affected() -> None:
    child = harm(affects=["child"], key_harm="child_neglect", also=["law"])
    rent = harm("h3w", domain="livelihood", key_harm="lack_of_accommodation", degree="severe")
    rent["status"] = "present"
    seen = figures(report_of("outcomes", many(6, {"harms": [child, rent]})))
    assert seen["harms", "all", "all"] == 12
    assert seen["harms", "child", "less"] == seen["harms", "child_neglect", "less"] == 6
    assert seen["harms", "lover", "less"] == seen["harms", "law", "less"] == 6
    assert seen["harms", "lack_of_accommodation", "not_known"] == 6


def test_outcomes_of_life_goals_and_reviews() -> None:
    plan = {
        "quality_of_life": {"baseline": 4, "on_date": "2026-01-12"},
        "goals": [
            {
                "id": "g2m",
                "status": "active",
                "assessable": {"baseline": 0, "target": 4},
                "gas": {"baseline": -1},
            }
        ],
    }
    review = {
        "held_on": "2026-02-02",
        "quality_of_life": 7,
        "goals": [{"id": "g2m", "value": 2, "gas_level": 1}],
        "unintended": {"children": "none_seen", "client": "misses the evenings"},
    }
    of = report_of("outcomes", many(5, plan, [review]))
    seen = figures(of)
    assert seen["quality_of_life", "all", "better"] == 5
    assert seen["way_to_the_aim", "all", "nearer"] == seen["small_steps", "all", "all"] == 5
    assert seen["goal_attainment", "at_first", "less"] == 5
    assert seen["goal_attainment", "at_last", "more"] == 5
    assert seen["unintended_harm", "client", "seen"] == 5
    assert seen["unintended_harm", "others", "not_answered"] == 5
    assert seen["reviews_held", "all", "in_time"] == 5
    assert {it.id: it.value for it in of.medians} == {
        "quality_of_life_at_first": 4,
        "quality_of_life_at_last": 7,
        "goal_attainment_score_at_first": 40,
        "goal_attainment_score_at_last": 60,
    }


def test_drafts_and_plans_of_other_days_are_not_counted() -> None:
    cases = many(6, {"status": "draft", "harms": [harm()]})
    cases += many(6, {"harms": [harm()], "opened": "2026-02-08"})
    closed = {"status": "closed", "closed": {"date": "2026-01-15"}, "harms": [harm()]}
    cases += many(6, closed)
    january = Period(date(2026, 1, 20), date(2026, 1, 31))
    assert figures(report_of("outcomes", cases, january))["harms", "all", "all"] == 0
    assert figures(report_of("outcomes", cases))["harms", "all", "all"] == 12


def test_no_outcome_counts_how_much_is_used() -> None:
    names = {
        word
        for it in kinds.kind("outcomes", ()).tables
        for line in it.rows
        for word in (it.id, it.unit, *line, *it.columns)
    }
    told = " ".join(names)
    assert not re.search(r"consum|drink|units|abstin|substance|\buse\b|amount", told)


def test_practice_asks_only_where_it_applies() -> None:
    cared = {
        "id": "d4t",
        "age": 3,
        "lives_here": True,
        "care": [{"window": "hangover", "who": "s"}],
    }
    cases = many(6, {"dependants": [cared]}) + many(7, {"client": {"strengths": ["cooks"]}})
    seen = figures(report_of("practice", cases))
    assert seen["plans", "care_of_children_named", "all"] == 6
    assert seen["plans", "care_of_children_named", "yes"] == 6
    assert seen["plans", "strengths_written_down", "yes"] == 7
    assert seen["plans", "strengths_written_down", "no"] == 6
    assert seen["next_review", "all", "missing"] == 13


def test_practice_counts_unmet_needs_and_barriers() -> None:
    lacks = {"determinants": {"food": "unmet"}}
    seen_to = {**lacks, "goals": [{"id": "g2m", "status": "active", "needs": ["food"]}]}
    cases = many(5, {**lacks, "barriers": ["no bus"]}) + many(6, seen_to)
    cases += many(7, {"barriers": [{"what": "no bus", "settled_on": "2026-02-01"}]})
    seen = figures(report_of("practice", cases))
    assert seen["plans", "unmet_needs_seen_to", "all"] == 11
    assert seen["plans", "unmet_needs_seen_to", "no"] == 5
    assert seen["plans", "barriers_settled", "all"] == 12
    assert seen["plans", "barriers_settled", "yes"] == 7


def test_practice_counts_what_each_review_holds() -> None:
    review = {"held_on": "2026-02-02", "with": ["client"], "client_view": "good", "alliance": 8}
    of = report_of("practice", many(5, {}, [review]))
    seen = figures(of)
    assert seen["reviews", "held_with_the_client", "yes"] == 5
    assert seen["reviews", "client_view_written", "yes"] == 5
    assert seen["reviews", "unintended_harm_to_children_asked", "no"] == 5
    assert [it.value for it in of.medians] == [8]


def test_the_caseload_report_counts_a_client_once_in_a_row() -> None:
    plan = {
        "client": {"age_band": "adult"},
        "use": [{"substance": "alcohol"}, {"substance": "alcohol"}, {"substance": "cannabis"}],
        "flags": [{"flag": "drives", "status": "present"}, {"flag": "pregnant", "status": "past"}],
        "harms": [harm(degree="severe"), harm("h2", domain="law")],
    }
    seen = figures(report_of("caseload", many(5, plan)))
    assert seen["clients", "alcohol", "all"] == seen["clients", "cannabis", "all"] == 5
    assert seen["clients", "drives", "all"] == 5
    assert seen["clients", "pregnant", "all"] == 0
    assert seen["harms", "all", "all"] == 10
    assert seen["harms", "comes_first", "all"] == 5


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_four_clients_leave_no_figure(kind: str) -> None:
    plan = {"harms": [harm(affects=["child"])], "quality_of_life": {"baseline": 4}}
    review = {"held_on": "2026-02-02", "quality_of_life": 7}
    of = report_of(kind, many(SMALLEST - 1, plan, [review]))
    assert {figure for figure in figures(of).values() if figure} <= {None}
    assert {it.value for it in of.medians} <= {None}


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_few_clients_share_no_row_not_even_by_its_zeros(kind: str) -> None:
    """With a 0 in all columns but one, everybody in the row would be known."""
    plan = {
        "client": {"strengths": ["x"], "age_band": "adult"},
        "use": [{"id": "s1", "substance": "alcohol"}],
        "harms": [harm(affects=["child"], domain="law")],
    }
    of = report_of(kind, many(SMALLEST - 1, plan))
    silent = [it for it in of.tables if it.rows[0].figures[0] is None]
    assert silent
    for it in silent:
        assert {figure for row in it.rows for figure in row.figures} == {None}
    for page in (formats.as_text(of), formats.as_html(of, ENGLISH)):
        assert not re.search("alcohol|adult|child:|law", page.partition("</style>")[2] or page)


def test_a_row_of_few_clients_shows_no_zero_in_a_table_of_many() -> None:
    of = report_of(
        "outcomes", many(9, {"harms": [harm()]}) + many(3, {"harms": [harm(domain="law")]})
    )
    rows = {row.row: row.figures for row in of.tables[0].rows}
    assert set(rows["law"]) == {None}
    assert 0 in rows["all"]
    assert set(rows["liver"]) == {0}


def test_an_empty_caseload_says_that_nothing_is_counted() -> None:
    assert "There is nothing to count yet." in formats.as_text(report_of("caseload", []))


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_cases_of_any_shape_can_be_counted(kind: str) -> None:
    odd = [None, [], {}, {"harms": 3, "use": [1], "goals": [{}], "closed": [], "flags": [{}]}]
    odd += [{"status": word, "harms": [{}], "key_harms_asked": [1]} for word in ("closed", "odd")]
    report_of(kind, [case_with(plan, [{}, {"held_on": 3}], [{}]) for plan in odd])


def test_words_nobody_knows_are_counted_and_not_told() -> None:
    plan = {"harms": [harm(domain="Secret", key_harm="Secret", affects=["Secret"])]}
    for kind in kinds.KINDS:
        assert "Secret" not in formats.as_json(report_of(kind, many(6, plan)))
    seen = figures(report_of("outcomes", many(6, plan)))
    assert seen["harms", "other_or_not_said", "less"] == 6


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_no_text_of_a_case_is_in_a_report(kind: str) -> None:
    fillings = {of: Filling(of, CHOSEN) for of in ("plan", "review", "event")}
    plan, review, event = (filling.whole() for filling in fillings.values())
    of = report_of(kind, [case_with(plan, [review], [event])] * 6)
    pages = [formats.as_text(of), formats.as_json(of), formats.as_csv(of)]
    pages.append(formats.as_html(of, ENGLISH))
    for page in pages:
        assert "canary" not in page.lower()
        assert case_with(plan).id not in page


def test_a_case_is_let_go_once_it_is_counted() -> None:
    class Watched(dict[str, Any]):
        """A plan that can be watched."""

    tally = Tally(kinds.kind("outcomes", ()), EVER)
    plan = Watched(status="active", harms=[harm()])
    watch = weakref.ref(plan)
    tally.add(case_with(plan))
    del plan
    gc.collect()
    assert watch() is None


# Formats


@pytest.fixture
def some() -> Report:
    plan = {"harms": [harm(affects=["child"])]}
    other = {"harms": [harm(domain="law", degree="life_threatening")]}
    return report_of("outcomes", many(9, plan) + many(3, other))


def test_json_is_what_its_schema_says(some: Report) -> None:
    schema = json.loads(text("schemas", "output/report-1.json"))
    for kind in (some, report_of("practice", []), report_of("caseload", many(6, {}))):
        found = json.loads(formats.as_json(kind))
        jsonschema.Draft202012Validator(schema).validate(found)
    found = json.loads(formats.as_json(some))
    rows = {row["row"]: row["figures"] for row in found["tables"][0]["rows"]}
    assert rows["all"] == {"all": 12, "less": None, "same": 0, "more": None, "not_known": 0}


def test_csv_holds_every_figure_of_the_json(some: Report) -> None:
    lines = list(csv.DictReader(io.StringIO(formats.as_csv(some))))
    by_json = [
        (it["table"], row["group"], row["row"], column, figure)
        for it in json.loads(formats.as_json(some))["tables"]
        for row in it["rows"]
        for column, figure in row["figures"].items()
    ]
    by_csv = [
        (it["table"], it["group"], it["row"], it["column"], it["figure"])
        for it in lines
        if it["table"] != "medians"
    ]
    assert by_csv == [
        (*name, "withheld" if figure is None else str(figure)) for *name, figure in by_json
    ]


# What is trimmed from the beginning of a cell, or is not seen there.
BEHIND = [
    f"{blank}{sign}" for blank in "\u00a0\n\u2003\u3000\u200b\u2060\ufeff\u200d" for sign in "=@"
]


@pytest.mark.parametrize(
    "begin", [*"=+-@\t\r\0", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =", *BEHIND]
)
def test_no_cell_of_a_spreadsheet_reckons(begin: str) -> None:
    assert spreadsheet(f"{begin}1+cmd|' /C calc'!A0").startswith("'")


def test_other_cells_stay_as_they_are() -> None:
    assert spreadsheet("less harm (10-20)") == "less harm (10-20)"


def test_text_says_what_is_withheld_without_colour_or_boxes(some: Report) -> None:
    page = formats.as_text(some)
    assert "Harms (what is counted: harms)" in page
    assert re.search(r"^all +12 +\* +0 +\* +0$", page, re.MULTILINE)
    assert "withheld" in page
    assert not re.search("[\x1b\u2500-\u259f]", page)


def test_shares_are_told_with_bars() -> None:
    page = formats.as_text(report_of("outcomes", many(6, {"harms": [harm()]})))
    assert re.search(r"^all +6 +6 +0 +0 +0 +\[#{10}\] 100%$", page, re.MULTILINE)


def test_the_page_stands_alone_and_has_bars_where_nothing_is_withheld(some: Report) -> None:
    page = formats.as_html(some, ENGLISH)
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe|a)\b|url\(", page)
    assert "harms-1-name" not in page  # its parts are withheld, so it has no lengths either
    assert page.count("withheld") > 4


def test_bars_have_names_and_one_id_each() -> None:
    cases = many(9, {"harms": [harm(affects=["child"])]}) + many(6, {"harms": [harm(domain="law")]})
    page = formats.as_html(report_of("outcomes", cases), ENGLISH)
    drawn = re.findall(r'<title id="([^"]+)-name">([^<]+)', page)
    assert len(drawn) == len({name for name, _ in drawn})
    assert {"All", "Area of life: lover", "Area of life: law"} <= {told for _, told in drawn}


# The command


def test_a_report_is_printed_and_nothing_is_written(run: Run, caseload: Path) -> None:
    before = {path: path.read_bytes() for path in caseload.rglob("*") if path.is_file()}
    for kind in kinds.KINDS:
        assert run("report", kind).stdout.startswith(kind.capitalize())
    assert before == {path: path.read_bytes() for path in caseload.rglob("*") if path.is_file()}


def test_several_caseloads_are_one_report(run: Run, caseload: Path) -> None:
    other = caseload.parent / "other"
    shutil.copytree(caseload, other)
    (other / "cases" / "7KQ2-9XMP").rename(other / "cases" / "C0DE-0000")
    shutil.rmtree(other / "cases" / "6PYF-G4DK")
    result = run(
        "report", "caseload", "--caseload", ".", "--caseload", str(other), "--format", "json"
    )
    told = json.loads(result.stdout)
    assert told["caseloads"] == 2
    assert "counted once" in result.stderr
    clients = len(list((caseload / "cases").iterdir()))
    names = {path.name for path in (*caseload.glob("cases/*"), *other.glob("cases/*"))}
    assert told["tables"][0]["rows"][0]["figures"]["all"] in (len(names), clients)


def test_the_same_caseload_twice_is_one(run: Run, caseload: Path) -> None:
    words = ("report", "caseload", "--format", "json")
    twice = run(*words, "--caseload", ".", "--caseload", str(caseload))
    assert twice.stdout == run(*words).stdout
    assert twice.stderr == ""


def test_an_unreadable_plan_hides_no_other(run: Run, caseload: Path) -> None:
    (caseload / "cases" / "7KQ2-9XMP" / "plan.yaml").write_text("a: [", encoding="utf-8")
    result = run("report", "outcomes", "--format", "json", code=3)
    assert json.loads(result.stdout)["unreadable"] == 1
    assert "cannot be read" in result.stderr


def test_a_period_that_ends_before_it_begins_is_refused(run: Run) -> None:
    run("report", "outcomes", "--from", "2026-02-01", "--to", "2026-01-01", code=2)
    run("report", "outcomes", "--from", "soon", code=2)


def test_the_page_goes_to_a_file(run: Run, caseload: Path) -> None:
    run("report", "practice", "--format", "html", "-o", "practice.html")
    page = (caseload / "practice.html").read_text(encoding="utf-8")
    assert "Report: practice</h1>" in page
    run("report", "practice", "-o", "hrcli.yaml", code=3)
    run("report", "practice", "--format", "html", "-o", "practice.html")  # of its own
    run("report", "practice", "-o", "figures.txt")
    assert "--replace" in run("report", "practice", "-o", "figures.txt", code=3).stderr
    run("report", "practice", "-o", "figures.txt", "--replace")


def test_the_period_stands_on_the_report(run: Run) -> None:
    told = run("report", "outcomes", "--from", "2026-01-01", "--to", "2026-01-31").stdout
    assert told.startswith("Outcomes, 2026-01-01 to 2026-01-31, 1 caseload")


def test_the_terminal_shows_how_things_went(run: Run) -> None:
    told = run("show", "F900").stdout
    assert "severe, then severe, then moderate, then mild" in told
    assert "[####------] 40% of the way, from 1 to 6, now 3, 1 small step nearer" in told
    assert re.search(r"Quality of life, 0-10: \S{4}  3, then 4, then 4, then 6", told)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_report_has_words_in_every_language(kind: str) -> None:
    of = kinds.kind(kind, ())
    names = {kind, "all", *of.medians}
    for table in of.tables:
        names |= {table.id, table.unit, *table.columns}
        names |= {row for group in table.groups for row in group.rows}
        names |= {group.id for group in table.groups if table.whole}
    words = labels_for("de")._words
    assert names <= set(words), sorted(names - set(words))


def given_out(count: int) -> dict[str, dict[tuple[str, str], tuple[int | None, ...]]]:
    """The report on practice over so many clients who were each given two kits."""
    case = named("readers/kits for the next weeks").built()
    tally = Tally(kinds.kind("practice", (), ["kits", "needles"]), EVER)
    for _ in range(count):
        tally.add(case)
    tables = tally.report(TODAY, Sources(("caseload",))).tables
    return {it.table.id: {(row.group, row.row): row.figures for row in it.rows} for it in tables}


def test_contacts_and_what_was_given_out_are_counted() -> None:
    told = given_out(SMALLEST)
    every = (SMALLEST, SMALLEST, 0)
    assert told["contacts"]["", "all"] == every
    assert told["contacts"]["how", "contact_met"] == told["contacts"]["about", "a_goal"] == every
    assert told["supplies"]["given", "kits"] == (2 * SMALLEST,)
    assert told["supplies"]["given", "needles"] == (0,)


def test_what_few_clients_were_given_is_withheld() -> None:
    assert set(given_out(SMALLEST - 1)["supplies"].values()) == {(None,)}
