"""The report on outcomes: less harm, a better life, goals nearer; never how much is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hrcli.document.data import group, text
from hrcli.method import outcomes
from hrcli.method.goal_attainment import LEVELS as REACHED
from hrcli.method.goal_attainment import LOWEST, attainment
from hrcli.method.outcomes import NOT_KNOWN, GoalOutcome, HarmOutcome, Period
from hrcli.plan.case import Case
from hrcli.plan.plan import DOMAINS, ENDED_GOALS
from hrcli.reports.cells import Sum
from hrcli.reports.tables import ALL, Group, Kind, Table
from hrcli.reports.vocabulary import OTHER, key_harms, known, known_words

LEVEL = ("at_first", "at_last")


def kind(agency_key_harms: Iterable[str]) -> Kind:
    """The outcomes report; an agency's own key harms are rows of it."""
    own = tuple(agency_key_harms)
    tables = (_harm_table(own), LIFE, GOALS, WAY, LEVELS, STEPS, UNINTENDED, TIMING, CLOSED)
    counts = (
        lambda case, period: _harms(tables[0], own, case, period),
        _life,
        _goals,
        _reviews,
        _closed,
    )

    def count(case: Case, period: Period) -> Iterator[str]:
        if case.plan.status != "draft" and outcomes.concerns(case, period):
            for counted in counts:
                yield from counted(case, period)

    return Kind("outcomes", tables, MEDIANS, count, _measures, SAME)


def _harm_table(own: tuple[str, ...]) -> Table:
    groups = (
        Group("area_of_life", (*DOMAINS, OTHER)),
        Group("who_is_affected", (*known_words("harms", "affects"), OTHER)),
        Group("key_harm", (*key_harms(own), OTHER)),
    )
    return Table("harms", "harms", ("less", "same", "more", NOT_KNOWN), groups)


LIFE = Table("quality_of_life", "clients", ("better", "same", "worse", NOT_KNOWN), ())
GOALS = Table("goals", "goals", ("proposed", "active", *ENDED_GOALS, OTHER), (), pictured=False)
WAY = Table("way_to_the_aim", "goals", ("nearer", "same", "further", NOT_KNOWN), ())
LEVELS = Table(
    "goal_attainment",
    "goals",
    REACHED,
    (Group("level", LEVEL),),
    whole=False,
    pictured=False,
)
STEPS = Table("small_steps", "steps", (), ())
UNINTENDED = Table(
    "unintended_harm",
    "reviews",
    ("none_seen", "seen", "not_answered"),
    (Group("to_whom", outcomes.UNINTENDED),),
    whole=False,
)
TIMING = Table("reviews_held", "reviews", ("in_time", "late", NOT_KNOWN), ())
CLOSED = Table(
    "closed_plans", "plans", (*known_words("closed", "outcome"), OTHER), (), pictured=False
)
MEDIANS = (
    "quality_of_life_at_first",
    "quality_of_life_at_last",
    "goal_attainment_score_at_first",
    "goal_attainment_score_at_last",
)
SAME = (
    Sum(TIMING.cell("", ALL), (UNINTENDED.cell("to_whom", "children"),)),
    Sum(GOALS.cell("", ALL), (WAY.cell("", ALL),)),
)


def _rows(harm: HarmOutcome, own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The rows in which a harm is counted."""
    yield "", ALL
    areas = {it for it in harm.harm.domains if it in DOMAINS}
    yield from (("area_of_life", area) for area in sorted(areas) or [OTHER])
    affected = set(harm.harm.affects) & set(known_words("harms", "affects"))
    yield from (("who_is_affected", whom) for whom in sorted(affected) or [OTHER])
    yield "key_harm", known(harm.harm.key_harm or "none", key_harms(own))


def _harms(table: Table, own: tuple[str, ...], case: Case, period: Period) -> Iterator[str]:
    for harm in outcomes.harms(case, period):
        for row in _rows(harm, own):
            yield table.cell(*row)
            yield table.cell(*row, harm.change)


def _in(table: Table, column: str, group: str = "", row: str = ALL) -> Iterator[str]:
    """One count in a row, and in its total."""
    yield table.cell(group, row)
    yield table.cell(group, row, column)


def _life(case: Case, period: Period) -> Iterator[str]:
    yield from _in(LIFE, outcomes.life(case, period).change)


def _goals(case: Case, period: Period) -> Iterator[str]:
    for goal in outcomes.goals(case, period):
        yield from _in(GOALS, known(goal.status, GOALS.columns))
        yield from _in(WAY, goal.way)
        yield from goal.steps * [STEPS.cell("", ALL)]
        yield from _levels(goal)


def _levels(goal: GoalOutcome) -> Iterator[str]:
    """A goal counts on its scale where both its levels are known."""
    if goal.first and goal.latest:
        yield from _in(LEVELS, REACHED[goal.first.level - LOWEST], "level", LEVEL[0])
        yield from _in(LEVELS, REACHED[goal.latest.level - LOWEST], "level", LEVEL[1])


def _reviews(case: Case, period: Period) -> Iterator[str]:
    for review in outcomes.held(case, period):
        yield from _in(TIMING, review.timing)
        for whom, answer in review.unintended.items():
            yield from _in(UNINTENDED, answer, "to_whom", whom)


def _closed(case: Case, period: Period) -> Iterator[str]:
    closed = group(case.plan.data, "closed")
    if not case.plan.open and closed:
        yield from _in(CLOSED, known(text(closed, "outcome"), CLOSED.columns))


def _measures(case: Case, period: Period) -> Iterator[tuple[str, float]]:
    """The client's numbers for life, and T, each where both ends are known."""
    if case.plan.status == "draft" or not outcomes.concerns(case, period):
        return
    life = outcomes.life(case, period)
    if life.first is not None and life.latest is not None:
        yield MEDIANS[0], life.first
        yield MEDIANS[1], life.latest
    both = [
        (goal.first, goal.latest)
        for goal in outcomes.goals(case, period)
        if goal.first and goal.latest
    ]
    for name, levels in zip(MEDIANS[2:], zip(*both, strict=True), strict=False):
        reached = attainment(levels).t
        if reached is not None:
            yield name, round(reached, 2)
