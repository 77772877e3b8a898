"""The questions that are asked early, alone with the client: which are open, and which stale.

The topics, how long an answer is fresh and what else counts as asked are data (facts.yaml).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from hrcli.knowledge.table_of_facts import (
    EarlyQuestion,
    early_questions,
    medicines,
    question_about,
)
from hrcli.method.dependants import children, visiting_children
from hrcli.method.in_place import in_plan
from hrcli.method.origins import PRESENT, newest_asked, newest_said, written
from hrcli.method.uses import DANGEROUS, groups_of, lately_stopped, uses
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Asked

ABSENT = "absent"
DECLINED = "declined"
ASKED = "asked"
ANSWERED = (PRESENT, "past", ABSENT)
MILD = ("caffeine", "nicotine_tobacco", "steroid_peds")
"""Substances about which nobody asks whether somebody passed out from them, or drives."""

REGULAR = ("binge", "regular", "daily", "round_the_clock", "not_assessed")
LONG_AGO = date.min


class EarlyAnswer(NamedTuple):
    """What is known on a topic, from one place; `lasts` where no time makes it old."""

    answer: str
    on: date | None
    lasts: bool = False
    source: str = ""


class Topic(NamedTuple):
    """Where a case stands with one of the questions."""

    question: EarlyQuestion
    state: str  # not_needed | open | stale | declined | answered
    answer: str = ""  # the newest that counts
    on: date | None = None

    @property
    def about(self) -> str:
        return self.question.about

    @property
    def to_ask(self) -> bool:
        """Whether it is to be asked now, for the first time or again."""
        return self.state in ("open", "stale")


@remembered
def topics(case: Case) -> tuple[Topic, ...]:
    """Where the case stands with each question, in the order in which they are asked."""
    return tuple(_topic(case, question) for question in early_questions())


def question_waits(case: Case) -> bool:
    """Whether a question is to be asked that is not only put beside others."""
    return any(topic.to_ask and not topic.question.aside for topic in topics(case))


def unasked(case: Case, about: str, words: Iterable[str]) -> bool:
    """Whether nothing in the plan, of any age, shows that a topic was asked about.

    `words` are the facts that hold. A refusal to answer leaves it unasked, and so does an answer
    given while somebody else was there, where that matters.
    """
    question = question_about(about)
    return (
        set(question.words).isdisjoint(words)
        and not any(harm.key_harm in question.harms for harm in case.plan.harms)
        and not any(_flag_answers(question, it.flag, it.status) for it in case.plan.flags)
        and not any(
            asked.harm in question.harms and asked.answer in ANSWERED
            for asked in case.plan.key_harms_asked
        )
        and not _asked_fresh(case, question)
        and set(question.answered_by).isdisjoint(in_plan(case))
    )


def told_nowhere_else(case: Case) -> Iterator[Asked]:
    """The answers under `asked` that say `present` of what nothing else in the case speaks of."""
    for question in early_questions():
        asked = newest_said(case, question.about)
        others = (it for it in _answers(case, question) if it.source != ASKED)
        if asked and asked.answer == PRESENT and all(it.answer != PRESENT for it in others):
            yield asked


def _flag_answers(question: EarlyQuestion, flag: str, status: str) -> bool:
    """Whether a flag says something on the client; one about others only where it is present."""
    return flag in question.flags and (
        status == PRESENT or (flag == question.flags[0] and status in ANSWERED)
    )


def _asked_fresh(case: Case, question: EarlyQuestion) -> bool:
    asked = newest_asked(case, question.about)
    if asked is None or asked.answer not in ANSWERED:
        return False
    alone = asked.alone is True or asked.answer != ABSENT or not question.alone
    return alone and _fresh(_of_asked(question, asked), question, case.today)


def _topic(case: Case, question: EarlyQuestion) -> Topic:
    if not WHO_IS_ASKED[question.if_](case):
        return Topic(question, "not_needed")
    come = (it for it in _answers(case, question) if it.lasts or not _ahead(it, case.today))
    told = sorted(come, key=lambda it: (it.lasts, it.on or LONG_AGO))
    fresh = [it for it in told if _fresh(it, question, case.today)]
    if fresh:
        best = fresh[-1]
        state = DECLINED if best.answer == DECLINED else "answered"
        return Topic(question, state, best.answer, best.on)
    if told:
        return Topic(question, "stale", told[-1].answer, told[-1].on)
    return Topic(question, "open")


def _fresh(answer: EarlyAnswer, question: EarlyQuestion, today: date) -> bool:
    """Whether an answer still counts; one without a day does not, unless no time makes it old."""
    if answer.lasts:
        return True
    return answer.on is not None and (today - answer.on).days <= question.stale


def _ahead(answer: EarlyAnswer, today: date) -> bool:
    """Whether it is of a day to come, on which nobody can have asked yet."""
    return answer.on is not None and answer.on > today


def _answers(case: Case, question: EarlyQuestion) -> Iterator[EarlyAnswer]:
    """Everything in the case that answers a question, whichever way it was written down."""
    for asked in case.plan.asked:
        if asked.about == question.about and asked.answer in (*ANSWERED, DECLINED):
            yield _of_asked(question, asked)
    yield from _of_flags(case, question)
    holds = bool(written(case).of(*question.words))
    yield from _of_harms(case, question, holds)
    for circumstance in case.plan.client.circumstances:
        if circumstance.word in question.words:
            yield EarlyAnswer(PRESENT, circumstance.since, True)
    for event in case.standing_events:
        if event.kind in question.events and event.happened:
            yield EarlyAnswer(PRESENT, event.day, holds)  # what is over counts as of its day
    if not set(question.answered_by).isdisjoint(in_plan(case)):
        yield EarlyAnswer(PRESENT, None, True)


def _of_flags(case: Case, question: EarlyQuestion) -> Iterator[EarlyAnswer]:
    for flag in case.plan.flags:
        if flag.flag in question.flags and flag.status in (*ANSWERED, DECLINED):
            yield EarlyAnswer(flag.status, flag.as_of or flag.since, flag.present)


def _of_harms(case: Case, question: EarlyQuestion, holds: bool) -> Iterator[EarlyAnswer]:
    """A harm is an answer while something on the topic `holds` of the client; one that is resolved
    is an old one, and another person's harm, or one that does not say whose, is none.
    """
    for harm in case.plan.harms:
        if harm.key_harm in question.harms and (holds or harm.resolved):
            yield EarlyAnswer(PRESENT, None, holds)
    for known in case.plan.key_harms_asked:
        if known.harm in question.harms and known.answer in ANSWERED:
            yield EarlyAnswer(known.answer, known.asked_on, known.answer == PRESENT)


def _of_asked(question: EarlyQuestion, asked: Asked) -> EarlyAnswer:
    lasts = asked.answer == PRESENT and question.present_lasts
    return EarlyAnswer(asked.answer, asked.asked_on, lasts, ASKED)


# Who is asked


def _always(_case: Case) -> bool:
    return True


def _uses_something(case: Case) -> bool:
    return any(use.substance not in MILD and use.pattern != "never" for use in uses(case.plan))


def _may_drive(case: Case) -> bool:
    in_use = (use for use in uses(case.plan) if use.in_use)
    young = case.plan.client.age_band == "under_16"
    return not young and any(use.substance not in MILD for use in in_use)


def _keeps_something(case: Case) -> bool:
    """Whether a child lives here or comes, and there is any use or medicine."""
    begins = medicines().beginning
    taken = any(it.word.startswith(begins) for it in case.plan.client.circumstances)
    return (taken or bool(uses(case.plan))) and bool(children(case) or visiting_children(case))


def _may_withdraw(case: Case) -> bool:
    lately = {use.path for use in lately_stopped(case)}
    return any(
        DANGEROUS in groups_of(use) and (use.pattern in REGULAR or use.path in lately)
        for use in uses(case.plan)
    )


def _may_bear(case: Case) -> bool:
    return case.plan.client.age_band != "over_65"


Asks = Callable[[Case], bool]

WHO_IS_ASKED: Mapping[str, Asks] = {
    "always": _always,
    "uses": _uses_something,
    "drives": _may_drive,
    "stored": _keeps_something,
    "withdrawal": _may_withdraw,
    "birth": _may_bear,
}
"""Which clients a question concerns, by the word that the table has for it."""
