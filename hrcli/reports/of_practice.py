"""The report on practice: how often plans and reviews hold what the method asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hrcli.document.data import said
from hrcli.folding import folded
from hrcli.knowledge.table_of_facts import named
from hrcli.method import outcomes
from hrcli.method.answers import answered, cared_for, missing_letters
from hrcli.method.dependants import children
from hrcli.method.events import is_return
from hrcli.method.needs import left_alone, open_barriers, unmet
from hrcli.method.next_review import next_review
from hrcli.method.outcomes import HeldReview, Period
from hrcli.plan.case import Case, Event
from hrcli.plan.plan import FEW_OPTIONS
from hrcli.plan.schema import words_at
from hrcli.reports.cells import Sum
from hrcli.reports.tables import ALL, Group, Kind, Table
from hrcli.reports.vocabulary import OTHER

Answers = Iterable[bool]
"""Yes or no for each thing that a question is asked about; none where it does not apply."""


def _functions(case: Case) -> Answers:
    told = [use for use in case.plan.use if use.in_use]
    return [all(use.functions for use in told)] if told else []


def _options(case: Case) -> Answers:
    return [len(case.plan.options) >= FEW_OPTIONS] if case.plan.harms else []


def _weighed(case: Case) -> Answers:
    chosen = [option for option in case.plan.options if option.state == "chosen"]
    both = (said(option.data, "benefits") and said(option.data, "costs") for option in chosen)
    return [all(both)] if chosen else []


def _whatever_the_use(case: Case) -> Answers:
    tracks = [option.track for option in case.plan.options]
    return ["harm_reduction" in tracks] if tracks else []


def _goals(case: Case) -> Answers:
    return [not any(map(missing_letters, case.plan.goals))] if case.plan.goals else []


def _baselines(case: Case) -> Answers:
    every = case.plan.harms
    return [all(said(harm.data, "baseline", "degree") for harm in every)] if every else []


def _key_harms(case: Case) -> Answers:
    asked = {harm.key_harm for harm in case.plan.harms}
    asked |= {it.harm for it in case.plan.key_harms_asked}
    wanted = case.settings.key_harms
    return [asked.issuperset(wanted)] if wanted else []


def _care(case: Case) -> Answers:
    found = children(case)
    return [all(cared_for(child.dependant) for child in found)] if found else []


def _needs(case: Case) -> Answers:
    return [not left_alone(case.plan)] if unmet(case.plan) else []


def _barriers(case: Case) -> Answers:
    return [not open_barriers(case.plan)] if case.plan.barriers else []


def _agreed(case: Case) -> Answers:
    agreed = case.plan.agreed
    return ["client" in agreed.by and agreed.date is not None]


def _in_plan(*keys: str) -> Callable[[Case], Answers]:
    return lambda case: [answered(case.plan.data, *keys)]


ABOUT_PLANS: dict[str, Callable[[Case], Answers]] = {
    "strengths_written_down": _in_plan("client", "strengths"),
    "problem_linked_to_use": _in_plan("presenting_problem", "link_to_use"),
    "functions_of_use_asked": _functions,
    "unmet_needs_seen_to": _needs,
    "barriers_settled": _barriers,
    "key_harms_asked": _key_harms,
    "harms_with_first_numbers": _baselines,
    "quality_of_life_asked_at_first": _in_plan("quality_of_life", "baseline"),
    "three_options_or_more": _options,
    "option_whatever_the_use": _whatever_the_use,
    "chosen_options_weighed": _weighed,
    "goals_with_all_five_parts": _goals,
    "five_questions_answered": _in_plan("do_no_harm", "answered_on"),
    "care_of_children_named": _care,
    "plan_for_a_hard_day": _in_plan("relapse_plan", "for_client"),
    "agreed_with_the_client": _agreed,
    "next_review_set_with_the_client": lambda case: [case.plan.review.set_with_client is True],
}
ABOUT_REVIEWS: dict[str, Callable[[HeldReview], bool]] = {
    "held_with_the_client": lambda held: "client" in held.review.with_,
    "harms_looked_at": lambda held: said(held.review.data, "harms"),
    "unintended_harm_to_children_asked": lambda held: held.unintended["children"] != "not_answered",
    "quality_of_life_asked": lambda held: said(held.review.data, "quality_of_life"),
    "working_together_asked": lambda held: said(held.review.data, "alliance"),
    "what_went_well_written": lambda held: said(held.review.data, "went_well"),
    "client_view_written": lambda held: said(held.review.data, "client_view"),
}
YES_NO = ("yes", "no")
PLANS = Table("plans", "plans", YES_NO, (Group("with", tuple(ABOUT_PLANS)),), whole=False)
REVIEWS = Table("reviews", "reviews", YES_NO, (Group("with", tuple(ABOUT_REVIEWS)),), whole=False)
TIMING = Table("reviews_held", "reviews", ("in_time", "late", outcomes.NOT_KNOWN), ())
NEXT = Table("next_review", "open_plans", ("ahead", "overdue", "missing"), ())
HOW = {word: f"contact_{word}" for word in words_at("event", ("how",))}
"""The rows for the ways to meet: `met` alone is a need that is met."""
CONTACTS = Table(
    "contacts",
    "contacts",
    ("reached", "not_reached"),
    (Group("how", (*HOW.values(), OTHER)), Group("about", ("a_goal", "no_goal"))),
)
LEARNT = Table("returns_to_use", "events", ("taught_something", "not_yet"), ())


def _count(case: Case, period: Period) -> Iterator[str]:
    yield from _contacts(case, period)
    if case.plan.status == "draft" or not outcomes.concerns(case, period):
        return
    for name, about_plan in ABOUT_PLANS.items():
        for answer in about_plan(case):
            yield from _yes_no(PLANS, name, answer)
    for review in outcomes.held(case, period):
        for name, about_review in ABOUT_REVIEWS.items():
            yield from _yes_no(REVIEWS, name, about_review(review))
        yield TIMING.cell("", ALL)
        yield TIMING.cell("", ALL, review.timing)
    yield from _next(case)
    yield from _returns(case, period)


def _happened(case: Case, period: Period) -> Iterator[Event]:
    """What happened in the period."""
    return (it for it in case.standing_events if it.happened and period.holds(it.date))


def _contacts(case: Case, period: Period) -> Iterator[str]:
    """Each contact, and each try that reached nobody: how it was, and whether about a goal."""
    met, tried = named("noted")
    columns = dict(zip((met, tried), CONTACTS.columns, strict=True))
    for event in _happened(case, period):
        if event.kind in columns:
            for row in (
                ("", ALL),
                ("how", HOW.get(event.how, OTHER)),
                ("about", "a_goal" if event.goals else "no_goal"),
            ):
                yield CONTACTS.cell(*row)
                yield CONTACTS.cell(*row, columns[event.kind])


def _supplies(table: Table, case: Case, period: Period) -> Iterator[str]:
    """Each thing given out, by the agency's own name for it."""
    names = {folded(name): name for _, name in table.rows}
    for event in _happened(case, period):
        for given in event.supplies:
            row = names.get(folded(given.what), OTHER)
            yield from given.number * [table.cell("given", row)]


def _yes_no(table: Table, row: str, answer: bool) -> Iterator[str]:
    yield table.cell("with", row)
    yield table.cell("with", row, YES_NO[not answer])


def _next(case: Case) -> Iterator[str]:
    """Whether the next review of an open plan is ahead, as of today."""
    if case.plan.open:
        when = next_review(case)
        known = "missing" if when is None else "overdue" if when < case.today else "ahead"
        yield NEXT.cell("", ALL)
        yield NEXT.cell("", ALL, known)


def _returns(case: Case, period: Period) -> Iterator[str]:
    """Whether a return to use has taught something by now."""
    for event in _happened(case, period):
        if is_return(event):
            learnt = any(
                said(event.data, key)
                for key in ("learnt", "relapse_plan_change", "no_change_because")
            )
            yield LEARNT.cell("", ALL)
            yield LEARNT.cell("", ALL, LEARNT.columns[not learnt])


def _working_together(case: Case, period: Period) -> Iterator[tuple[str, float]]:
    """The client's last number for working together."""
    told = [held.review.alliance for held in outcomes.held(case, period)]
    numbers = [it for it in told if it is not None]
    if numbers:
        yield "working_together", numbers[-1]


def kind(supplies: Iterable[str]) -> Kind:
    """The report on practice; what the agencies give out are rows of it."""
    rows = {folded(name): name for name in supplies}
    given = Table("supplies", "things", (), (Group("given", (*rows.values(), OTHER)),), whole=False)

    def count(case: Case, period: Period) -> Iterator[str]:
        yield from _count(case, period)
        yield from _supplies(given, case, period)

    return Kind(
        "practice",
        (PLANS, REVIEWS, TIMING, NEXT, LEARNT, CONTACTS, given),
        ("working_together",),
        count,
        _working_together,
        (Sum(TIMING.cell("", ALL), (REVIEWS.cell("with", "held_with_the_client"),)),),
    )
