"""Whether what happened between reviews was learnt from, and ends nobody's plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.dates import day
from hrcli.document.data import group, said, text
from hrcli.finding import Severity
from hrcli.knowledge.closed_for_use import closed_for_use
from hrcli.method.events import LEARNING
from hrcli.plan.case import Case, File
from hrcli.rules.rule import Hit, Rule

LEARNT = "Community Care Resources: a lapse teaches triggers and makes the plan stronger"
DAYS = "hrcli: dates that contradict each other"
STAYS_OPEN = "Community Care Resources: nobody is asked to leave for using"


def _reviewed_since(case: Case) -> Iterator[File]:
    """The lapses and their like that a review has followed."""
    newest = max(
        (day(review.data.get("held_on")) or date.min for review in case.standing),
        default=date.min,
    )
    for event in case.standing_events:
        happened = text(event.data, "status") in ("", "happened")
        when = day(event.data.get("date")) or day(event.data.get("from"))
        if text(event.data, "kind") in LEARNING and happened and when and when <= newest:
            yield event


def _lapse_no_learning(case: Case) -> Iterator[Hit]:
    for event in _reviewed_since(case):
        answers = ("relapse_plan_change", "no_change_because")
        if not any(said(event.data, key) for key in answers):
            yield Hit(
                event,
                ("relapse_plan_change",),
                "A review was held since, and nothing says what this changes in the relapse plan.",
                "Write relapse_plan_change, or no_change_because if it held.",
                at_key=True,
            )


def _triggers_empty(case: Case) -> Iterator[Hit]:
    for event in _reviewed_since(case):
        if not said(event.data, "triggers"):
            yield Hit(
                event,
                ("triggers",),
                "A review was held since, and what came before this is not on record.",
                "Ask what came before it and write it under triggers.",
                at_key=True,
            )


def _stay_ends_before_it_begins(case: Case) -> Iterator[Hit]:
    for event in case.standing_events:
        begins, ends = day(event.data.get("from")), day(event.data.get("to"))
        if begins and ends and ends < begins:
            yield Hit(
                event,
                ("to",),
                "The stay ends before it begins.",
                "Correct from or to; from comes first.",
            )


def _event_in_the_future(case: Case) -> Iterator[Hit]:
    for event in case.standing_events:
        key = "date" if said(event.data, "date") else "from"
        when = day(event.data.get(key))
        if when and when > case.today and text(event.data, "status") in ("", "happened"):
            yield Hit(
                event,
                (key,),
                "This is said to have happened, and its day is still to come.",
                "Correct the day, or write status: planned.",
            )


def _closed_for_use(case: Case) -> Iterator[Hit]:
    because = text(group(case.plan.data, "closed"), "because")
    if because and closed_for_use(because):
        yield Hit(
            case.plan_file,
            ("closed", "because"),
            "The reason for closing speaks of use. Using again is no reason to end the work "
            "with somebody.",
            "Say what became of the harms and what the client wants now; if the work should go "
            "on, re-open the case: hrcli reopen.",
        )


RULES = (
    Rule(
        "EVT01",
        "lapse-no-learning",
        Severity.WARNING,
        LEARNT,
        "A lapse, a slip or prolonged use that left no trace in the relapse plan by the next "
        "review.",
        "It shows where the plan is thin; once it is forgotten that knowledge is gone.",
        "kind: lapse\nstatus: happened\ndate: 2026-02-03\n",
        "kind: lapse\nstatus: happened\ndate: 2026-02-03\n"
        "relapse_plan_change: The number is for weekdays too.\n",
        _lapse_no_learning,
        whole=True,
    ),
    Rule(
        "EVT02",
        "triggers-empty",
        Severity.ADVICE,
        LEARNT,
        "A lapse, a slip or prolonged use without what came before it, by the next review.",
        "A trigger that is known can be planned for.",
        "kind: lapse\ndate: 2026-02-03\ntriggers: []\n",
        "kind: lapse\ndate: 2026-02-03\ntriggers: [a quarrel on the phone]\n",
        _triggers_empty,
        whole=True,
    ),
    Rule(
        "EVT03",
        "closed-for-use",
        Severity.WARNING,
        STAYS_OPEN,
        "A plan that was closed because somebody used.",
        "Whoever has used again needs the plan most; hrcli close refuses such a reason.",
        "closed: {date: 2026-02-09, outcome: other, because: used again}\n",
        "closed: {date: 2026-02-09, outcome: enough_for_now, because: the harms are small now}\n",
        _closed_for_use,
        closed=True,
    ),
    Rule(
        "EVT04",
        "stay-ends-before-it-begins",
        Severity.ERROR,
        DAYS,
        "A stay whose last day lies before its first.",
        "Care for a child and the weeks of lost tolerance are counted from these days.",
        "kind: detox_stay\nfrom: 2026-03-10\nto: 2026-03-01\n",
        "kind: detox_stay\nfrom: 2026-03-01\nto: 2026-03-10\n",
        _stay_ends_before_it_begins,
        whole=True,
    ),
    Rule(
        "EVT05",
        "event-in-the-future",
        Severity.WARNING,
        DAYS,
        "An event that is said to have happened on a day still to come.",
        "What is planned is asked about before, what has happened after; a wrong day hides both.",
        "# today is 2026-02-09\nkind: contact\nstatus: happened\ndate: 2026-02-19\n",
        "# today is 2026-02-09\nkind: contact\nstatus: planned\ndate: 2026-02-19\n",
        _event_in_the_future,
        whole=True,
    ),
)
