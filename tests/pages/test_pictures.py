"""Pictures: where marks stand, that everybody can read them, and that words say the same."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.pages import pictures, timeline
from hrcli.pages.pictures import Course, Mark, Timeline
from hrcli.pages.render import render
from hrcli.plan.case import Case, event_of, review_of
from hrcli.plan.plan import DEGREES, plan_of
from hrcli.store.caseload import Caseload
from tests.support.places import ROOT
from tests.support.running import sample

TODAY = date(2026, 2, 9)
JANUARY, FEBRUARY = date(2026, 1, 12), date(2026, 2, 9)
CASES = ("F900-MWMB", "6PYF-G4DK", "7KQ2-9XMP", "QJG8-5EF0")


def example(case: str) -> Case:
    return Caseload(ROOT / "examples").case(case, TODAY)


def percent(place: str) -> float:
    assert re.fullmatch(r"-?[\d.]+%", place), place
    return float(place[:-1])


# Courses


def test_worse_stands_higher_and_later_stands_further_right() -> None:
    course = pictures.ladder([(FEBRUARY, "mild"), (JANUARY, "severe")], DEGREES)
    assert course
    first, last = course.dots
    assert (first.value, last.value) == ("severe", "mild")
    assert first.y < last.y
    assert percent(first.x) < percent(last.x)
    assert [rule.value for rule in course.rules] == list(DEGREES)
    assert {rule.y for rule in course.rules} >= {dot.y for dot in course.dots}


def test_a_single_day_has_no_ladder_and_unknown_words_are_left_out() -> None:
    assert pictures.ladder([(JANUARY, "mild")], DEGREES) is None
    assert pictures.ladder([(JANUARY, "mild"), (FEBRUARY, "odd")], DEGREES) is None
    assert pictures.ladder([(None, "mild"), (FEBRUARY, "mild")], DEGREES) is None


def test_a_number_stands_between_start_and_aim() -> None:
    course = pictures.numbers([(FEBRUARY, 3)], [("start", 0), ("aim", 4)])
    assert course
    start, aim = course.rules
    assert aim.y < course.dots[0].y < start.y


def test_words_of_the_scale_never_run_into_each_other() -> None:
    course = pictures.numbers([(JANUARY, 0), (FEBRUARY, 1000)], [("start", 3), ("aim", 4)])
    assert course
    assert [rule.kind for rule in course.rules] == ["aim"]


DAYS = st.dates()
NUMBERS = st.one_of(st.integers(-(10**18), 10**18), st.floats(-1e17, 1e17))


@settings(max_examples=sample(500))
@given(st.lists(st.tuples(DAYS, NUMBERS), max_size=9), NUMBERS, NUMBERS)
def test_courses_stay_inside_whatever_the_numbers(
    points: list[tuple[date, float]], start: float, aim: float
) -> None:
    course = pictures.numbers(points, [("start", start), ("aim", aim)])
    assert (course is None) == (not points)
    if course:
        inside(course)


def inside(course: Course) -> None:
    assert all(0 <= percent(dot.x) <= 100 for dot in course.dots)
    assert all(0 <= it.y <= course.height for it in (*course.dots, *course.rules))
    assert len(course.lines) == len(course.dots) - 1
    places = [percent(dot.x) for dot in course.dots]
    assert places == sorted(places)


# Timelines

MARKS = st.lists(
    st.builds(
        lambda start, end: Mark("goal", "1", min(start, end or start), end and max(start, end)),
        DAYS,
        st.none() | DAYS,
    ),
    max_size=5,
)


@settings(max_examples=sample(500))
@given(st.lists(st.tuples(st.sampled_from(["plan", "goals"]), MARKS), max_size=4), DAYS)
def test_timelines_stay_inside_whatever_the_days(
    lanes: list[tuple[str, list[Mark]]], today: date
) -> None:
    told = pictures.timeline(lanes, today)
    assert (told is None) == (not any(marks for _, marks in lanes))
    if told:
        placed_inside(told)


def placed_inside(told: Timeline) -> None:
    assert len(told.ticks) <= pictures.MOST_TICKS + 1
    assert all(0 <= percent(tick.x) <= 100 for tick in told.ticks)
    tops = [lane.y for lane in told.lanes]
    assert tops == sorted(set(tops))
    for lane, below in zip(told.lanes, [*tops[1:], told.height], strict=True):
        for placed in lane.marks:
            assert lane.y < placed.y < below
            assert 0 <= percent(placed.x) <= 100
            assert percent(placed.x) + percent(placed.width or "0%") <= 100


def test_stretches_stand_below_each_other() -> None:
    marks = [Mark("goal", str(n), JANUARY, FEBRUARY) for n in range(3)]
    told = pictures.timeline([("goals", marks)], TODAY)
    assert told
    rows = [placed.y for placed in told.lanes[0].marks]
    assert len(set(rows)) == 3


def test_the_days_of_a_plan_in_their_lanes() -> None:
    plan = plan_of(
        {
            "status": "active",
            "opened": "2026-01-05",
            "agreed": {"date": "2026-01-12"},
            "client": {
                "context": ["low_support", {"is": "recent_detox_28d", "since": "2026-01-02"}]
            },
            "review": {"next": "2026-03-02"},
        }
    )
    goals = plan_of({"goals": [{"timed": {"by": "2026-02-28"}}, {"timed": {}}]}).goals
    stay = {"kind": "detox_stay", "status": "planned", "from": "2026-02-18", "to": "2026-02-27"}
    events = [
        event_of(stay),
        event_of({"kind": "lapse", "date": "2026-02-03"}),
        event_of({"kind": "crisis", "status": "cancelled", "date": "2026-02-04"}),
    ]
    told = timeline.lanes(plan, goals, [review_of({"held_on": "2026-02-02"})], events)
    lanes = {name: [(mark.kind, str(mark.start)) for mark in marks] for name, marks in told}
    assert lanes == {
        "plan": [("opened", "2026-01-05"), ("agreed", "2026-01-12")],
        "goals": [("goal", "2026-01-05")],
        "reviews": [("review", "2026-02-02"), ("next_review", "2026-03-02")],
        "events": [("planned_event", "2026-02-18"), ("event", "2026-02-03")],
        "windows": [("stay", "2026-02-18"), ("after", "2026-02-27"), ("after", "2026-01-02")],
    }
    ends = {entry.start: entry.end for entry in timeline.entries(told) if entry.kind == "after"}
    assert ends == {"2026-02-27": "2026-03-27", "2026-01-02": "2026-01-30"}


def test_a_closed_plan_waits_for_no_review() -> None:
    plan = plan_of({"status": "closed", "review": {"next": "2026-03-02"}})
    assert dict(timeline.lanes(plan, [], [], []))["reviews"] == []


# Bars


@given(st.lists(st.integers(0, 10**6), max_size=4))
def test_a_bar_is_cut_by_its_parts(sizes: list[int]) -> None:
    parts = pictures.bar(sizes)
    assert [part.size for part in parts] == [size for size in sizes if size]
    assert all(part.size == sizes[part.place] for part in parts)
    if parts:
        assert sum(percent(part.width) for part in parts) == pytest.approx(100, abs=0.1)


# Pictures on a page


class Pictures(HTMLParser):
    """The pictures of a page: their attributes, and the text of their title and description."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids += [told["id"]] if "id" in told else []
        if tag == "svg" and told.get("aria-hidden") != "true":
            self.found.append(told)
        self.open.append(tag)
        if tag in ("title", "desc") and "svg" in self.open:
            self.found[-1][f"{tag} id"] = told["id"]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("title", "desc") and "svg" in self.open:
            key = self.open[-1]
            self.found[-1][key] = self.found[-1].get(key, "") + data


@pytest.mark.parametrize("audience", ["plan", "review"])
@pytest.mark.parametrize("case", CASES)
def test_every_picture_has_a_name_and_a_description(case: str, audience: str) -> None:
    seen = Pictures(render(example(case), audience, "html"))
    assert len(seen.ids) == len(set(seen.ids))
    for picture in seen.found:
        assert picture["role"] == "img"
        assert picture["aria-labelledby"] == picture["title id"]
        assert picture["aria-describedby"] == picture["desc id"]
        assert picture["title"].strip()
        assert picture["desc"].strip()


def test_a_plan_with_reviews_has_its_pictures() -> None:
    names = {
        picture["title"] for picture in Pictures(render(example(CASES[0]), "plan", "html")).found
    }
    assert names == {"The plan along its days"}


def test_a_course_in_a_line_runs_from_the_first_to_the_last() -> None:
    assert pictures.spark([3, 1, 2]) == "2,2 30,14 58,8"
    assert pictures.spark([1, 1]) == "2,8 58,8"
    assert pictures.spark([1]) == pictures.spark([]) == ""


def test_the_first_page_shows_how_each_harm_goal_and_life_went() -> None:
    told = render(example(CASES[0]), "plan", "html")
    assert told.count('class="spark"') == 3 + 2 + 1


@pytest.mark.parametrize("to", ["md", "txt", "html"])
def test_words_say_what_the_pictures_show(to: str) -> None:
    page = re.sub(r"</?span[^>]*>", "", render(example("F900-MWMB"), "plan", to))
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "severe, 2025-10-20; severe, 2025-11-17; moderate" in told
    assert "3, 2025-10-20; 4, 2025-11-17; 4, 2025-12-15" in told
    assert "2025-12-19 to 2026-02-27: goal 1" in told
    assert "2026-02-16: next review" in told


def test_places_are_numbers_in_every_language() -> None:
    case = example("F900-MWMB")
    case = case._replace(settings=case.settings._replace(locale="de"))
    told = render(case, "plan", "html")
    places = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"', told)
    assert len(places) > 70
    assert not [place for place in places if not re.fullmatch(r"\d+(\.\d+)?%?", place)]


def test_a_page_names_no_free_text_inside_a_picture() -> None:
    told = render(example("F900-MWMB"), "plan", "html")
    drawn = " ".join(re.findall(r"<svg.*?</svg>", told, re.DOTALL))
    for free in ("rent", "Jules", "partner", "football", "stairwell"):
        assert free not in drawn
