"""Whether what happened between reviews was learnt from, and ends nobody's plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.document.data import said
from hrcli.knowledge.closed_for_use import closed_for_use
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.method.after_events import died
from hrcli.method.answers import answered
from hrcli.method.events import is_return
from hrcli.plan.case import Case, Event
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule

LEARNT = "Community Care Resources: a lapse teaches triggers and makes the plan stronger"
DAYS = "hrcli: dates that contradict each other"
STAYS_OPEN = "Community Care Resources: nobody is asked to leave for using"


def _reviewed_since(case: Case) -> Iterator[Event]:
    """What there is to learn from, and a review has followed."""
    newest = max(
        (review.held_on or date.min for review in case.standing),
        default=date.min,
    )
    for event in case.standing_events:
        when = event.day
        teaches = event_kind(event.kind).teaches and event.happened and not died(event)
        if teaches and when and when <= newest:
            yield event


def _answers(event: Event) -> tuple[str, ...]:
    """The keys that say what was made of it: after a lapse it is the relapse plan that learns."""
    own = ("relapse_plan_change", "no_change_because")
    return own if is_return(event) else ("learnt", *own)


@rule(
    "EVT01",
    "lapse-no-learning",
    WARNING,
    whole=True,
    source=LEARNT,
    finds=(
        "A lapse, a slip or prolonged use that left no trace in the relapse plan by the next "
        "review; an overdose or a crisis of which nobody wrote what was learnt."
    ),
    why="It shows where the plan is thin; once it is forgotten that knowledge is gone.",
    example="""
    kind: lapse
    status: happened
    date: 2026-02-03
    """,
    better="""
    kind: lapse
    status: happened
    date: 2026-02-03
    relapse_plan_change: The number is for weekdays too.
    """,
)
def _lapse_no_learning(case: Case) -> Iterator[Hit]:
    for event in _reviewed_since(case):
        answers = _answers(event)
        if not any(answered(event.data, key) for key in answers):
            yield Hit(
                event.file,
                (answers[0],),
                "A review was held since, and nothing says what was learnt from this."
                if "learnt" in answers
                else "A review was held since, and nothing says what this changes in the relapse "
                "plan.",
                f"Write {answers[0]}, or no_change_because if nothing has to change.",
                at_key=True,
            )


@rule(
    "EVT02",
    "triggers-empty",
    ADVICE,
    whole=True,
    source=LEARNT,
    finds=(
        "A lapse, a slip, prolonged use, an overdose or a crisis without what came before it, by "
        "the next review."
    ),
    why="A trigger that is known can be planned for.",
    example="""
    kind: lapse
    date: 2026-02-03
    triggers: []
    """,
    better="""
    kind: lapse
    date: 2026-02-03
    triggers: [a quarrel on the phone]
    """,
)
def _triggers_empty(case: Case) -> Iterator[Hit]:
    for event in _reviewed_since(case):
        if not said(event.data, "triggers"):
            yield Hit(
                event.file,
                ("triggers",),
                "A review was held since, and what came before this is not on record.",
                "Ask what came before it and write it under triggers.",
                at_key=True,
            )


@rule(
    "EVT03",
    "closed-for-use",
    WARNING,
    closed=True,
    source=STAYS_OPEN,
    finds="A plan that was closed because somebody used.",
    why="Whoever has used again needs the plan most; hrcli close refuses such a reason.",
    example="""
    closed: {date: 2026-02-09, outcome: other, because: used again}
    """,
    better="""
    closed: {date: 2026-02-09, outcome: enough_for_now, because: the harms are small now}
    """,
)
def _closed_for_use(case: Case) -> Iterator[Hit]:
    because = case.plan.closed.because
    if because and closed_for_use(because):
        yield Hit(
            case.plan_file,
            ("closed", "because"),
            "The reason for closing speaks of use. Using again is no reason to end the work "
            "with somebody.",
            "Say what became of the harms and what the client wants now; if the work should go "
            "on, re-open the case: hrcli reopen.",
        )


@rule(
    "EVT04",
    "stay-ends-before-it-begins",
    ERROR,
    whole=True,
    source=DAYS,
    finds="A stay whose last day lies before its first.",
    why="Care for a child and the weeks of lost tolerance are counted from these days.",
    example="""
    kind: detox_stay
    from: 2026-03-10
    to: 2026-03-01
    """,
    better="""
    kind: detox_stay
    from: 2026-03-01
    to: 2026-03-10
    """,
)
def _stay_ends_before_it_begins(case: Case) -> Iterator[Hit]:
    for event in case.standing_events:
        begins, ends = event.from_, event.to
        if begins and ends and ends < begins:
            yield Hit(
                event.file,
                ("to",),
                "The stay ends before it begins.",
                "Correct from or to; from comes first.",
            )


@rule(
    "EVT05",
    "event-in-the-future",
    WARNING,
    whole=True,
    source=DAYS,
    finds="An event that is said to have happened on a day still to come.",
    why="What is planned is asked about before, what has happened after; a wrong day hides both.",
    example="""
    # today is 2026-02-09
    kind: contact
    status: happened
    date: 2026-02-19
    """,
    better="""
    # today is 2026-02-09
    kind: contact
    status: planned
    date: 2026-02-19
    """,
)
def _event_in_the_future(case: Case) -> Iterator[Hit]:
    for event in case.standing_events:
        key = "date" if said(event.data, "date") else "from"
        when = event.date if key == "date" else event.from_
        if when and when > case.today and event.happened:
            yield Hit(
                event.file,
                (key,),
                "This is said to have happened, and its day is still to come.",
                "Correct the day, or write status: planned.",
            )
