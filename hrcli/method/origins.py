"""Each kind of place where a fact of a case may come from, as the table of facts names them.

What a row asks stands in the table (facts.yaml); here stands how a place is looked at. Whatever
follows from nobody having asked is worked out in `hrcli.method.facts`, the only door to all this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from hrcli.dates import day, days_after
from hrcli.document.data import said, text
from hrcli.finding import Path
from hrcli.ids import ITEM
from hrcli.knowledge.table_of_facts import (
    EVERY,
    UNSAID,
    Row,
    days_after_due,
    days_of,
    early_questions,
    ended_by,
    rows,
)
from hrcli.method.dependants import adults, children, visiting_children
from hrcli.method.fact import Fact, Facts, on_day
from hrcli.method.uses import groups_of, in_scope, uses
from hrcli.plan.case import Case, Event, remembered
from hrcli.plan.plan import Asked, Goal, Harm, Score, Use
from hrcli.plan.schema import as_word

UNSTATED: tuple[str, ...] = (UNSAID,)
REACHED = ("achieved", "partly_achieved")
DENIED = ("past", "absent")
PRESENT = "present"
NO_ANSWER = ("", "not_asked")
SHORT_COURSE = ("single_occasion", "occasional")
AS_DIRECTED = "prescribed_as_directed"
LONG_AGO = date.min
LAST_MONTHS = 183  # days

Place = Callable[[Case, Row], Iterator[Fact]]
"""Looks at one kind of place, for one row of the table."""


@remembered
def written(case: Case) -> Facts:
    """All that follows from what is written down in a case, on its day."""
    return Facts(derived(case, rows()))


def derived(case: Case, table: Iterable[Row]) -> list[Fact]:
    """What follows by these rows of a table of facts, in their order."""
    found: list[Fact] = []
    for row in table:
        if row.also:
            found += (fact for fact in _also(case, row, found) if _holds(fact, case))
        elif row.source in PLACES:
            named = (fact._replace(source=row.source) for fact in PLACES[row.source](case, row))
            found += (fact for fact in named if _holds(fact, case))
    return found


def _holds(fact: Fact, case: Case) -> bool:
    in_time = fact.until is None or case.today <= fact.until
    return in_time and not any(_is_ended(fact, day, case.today) for day in _ends(fact, case))


def _ends(fact: Fact, case: Case) -> Iterator[date]:
    """The days of what ends a word, whatever it rests on."""
    kinds = ended_by(fact.word)
    for event in case.standing_events if kinds else ():
        if event.kind in kinds and event.happened and event.day:
            yield event.day


def _is_ended(fact: Fact, on: date, today: date) -> bool:
    """Whether it was ended on a day; what says not since when, by something of the last months."""
    return on >= fact.since if fact.since else (today - on).days <= LAST_MONTHS


def _fact(
    case: Case,
    row: Row,
    origin: str,
    at: Path,
    since: date | None = None,
    days: int | None = None,
) -> Fact:
    """A fact that is written in the plan; `days` is for how long it holds after `since`."""
    until = days_after(since, days) if since and days is not None else None
    undated = days is not None and since is None
    return Fact(
        row.fact, f"{origin}{on_day(since)}", case.plan_file, at, since, until, undated=undated
    )


# The client


def _context(case: Case, row: Row) -> Iterator[Fact]:
    for path, word, since, due in case.plan.client.circumstances:
        fact = _fact(case, row, "client.context", path, since, days_of(word))
        after = days_after_due(word)
        if due and after is not None:
            fact = fact._replace(until=days_after(due, after), undated=False)
        yield fact._replace(word=word)


def _due(case: Case, row: Row) -> Iterator[Fact]:
    """A birth, where the day on which it was due has passed."""
    for path, word, _, due in case.plan.client.circumstances:
        if word == row.due and due and due < case.today:
            yield _fact(case, row, f"{word} was due", path, due, row.days)


def _flag(case: Case, row: Row) -> Iterator[Fact]:
    told = row.unless_said == "age_band" and case.plan.client.age_band
    for flag in case.plan.flags if not told else ():
        if flag.present and row.flag in (EVERY, flag.flag):
            word = flag.flag if row.flag == EVERY else row.fact
            at = (*flag.path, "flag")
            yield _fact(case, row, "a flag", at, flag.since)._replace(word=word)


def _age_band(case: Case, row: Row) -> Iterator[Fact]:
    band = case.plan.client.age_band
    if band in row.age_band:
        yield _fact(case, row, "client.age_band", ("client", "age_band"))._replace(word=band)


def _need(case: Case, row: Row) -> Iterator[Fact]:
    status = case.plan.determinants.get(row.need, "")
    if status in row.answers:
        yield _fact(case, row, f"determinants.{row.need} {status}", ("determinants", row.need))


def _key_harm(case: Case, row: Row) -> Iterator[Fact]:
    for known in case.plan.key_harms_asked:
        told = row.unless_written and _written(case, row)
        if known.harm == row.key_harm and known.answer == "present" and not told:
            at = (*known.path, "answer")
            yield _fact(case, row, f"key_harms_asked: {row.key_harm}", at, known.asked_on)


def _asked(case: Case, row: Row) -> Iterator[Fact]:
    asked = newest_said(case, row.asked)
    if asked and asked.answer in row.answers and not (row.unless_written and _written(case, row)):
        at = (*asked.path, "answer")
        yield _fact(case, row, f"asked about {row.asked}", at, asked.asked_on, row.days)


def newest_asked(case: Case, about: str) -> Asked | None:
    """The newest answer under `asked` on a topic; of several on a day, or undated, the last.

    That nobody asked is no answer, and one of a day to come counts only where it is `present`.
    """
    return _newest(_answers(case, about))


def newest_said(case: Case, about: str) -> Asked | None:
    """The newest of them that says something: to decline takes back nothing said before."""
    return _newest(it for it in _answers(case, about) if it.answer in (PRESENT, *DENIED))


def _answers(case: Case, about: str) -> Iterator[Asked]:
    for it in case.plan.asked:
        ahead = it.asked_on is not None and it.asked_on > case.today
        if it.about == about and it.answer not in NO_ANSWER and (it.answer == PRESENT or not ahead):
            yield it


def _newest(told: Iterable[Asked]) -> Asked | None:
    return max(reversed([*told]), key=lambda it: it.asked_on or LONG_AGO, default=None)


def _written(case: Case, row: Row) -> bool:
    """Whether a flag or a harm says more on the topic of a row than its early question."""
    on_topic = (it for it in early_questions() if it.about == row.asked or row.key_harm in it.harms)
    question = next(on_topic)
    flags = (flag.flag for flag in case.plan.flags if flag.present)
    harms = (harm.key_harm for harm in case.plan.present_harms)
    return not set(question.flags).isdisjoint(flags) or not set(question.harms).isdisjoint(harms)


# Harms, events, scores


def _harm(case: Case, row: Row) -> Iterator[Fact]:
    for harm in case.plan.harms:
        counts = harm.key_harm == row.harm and (row.resolved_too or not harm.resolved)
        if counts and _is_act_of(harm.by, row.by) and _reaches(harm, row):
            name = f"harm {harm.id}" if ITEM.match(harm.id) else "a harm"
            yield _fact(case, row, f"{name} ({row.harm})", (*harm.path, "key_harm"))


def _is_act_of(by: str, wanted: Collection[str]) -> bool:
    """Whether one of those is who did it; a row that names nobody does not ask."""
    return not wanted or (by or UNSAID) in wanted


def _reaches(harm: Harm, row: Row) -> bool:
    reached = set(harm.affects or UNSTATED)
    wanted = not row.affects or not reached.isdisjoint(row.affects)
    return wanted and reached.isdisjoint(row.spares)


def _events(case: Case, row: Row) -> Iterator[Fact]:
    for event in case.standing_events:
        if (
            event.kind in row.events
            and event.happened
            and _is_act_of(event.by, row.by)
            and not (row.survived and event.survived is False)
            and _of_group(case, row, event)
        ):
            yield _happened(case, row, event, event.day, f"an event {event.kind}")


def _happened(case: Case, row: Row, event: Event, since: date | None, origin: str) -> Fact:
    key = "date" if said(event.data, "date") else "from"
    return _fact(case, row, origin, (key,), since, row.days)._replace(file=event.file)


def _of_group(case: Case, row: Row, event: Event) -> bool:
    """Whether an event may be about a use of the row's group: it says so, or it does not say."""
    named = {use.id for use in case.plan.use}.intersection(event.use)
    meant = (use for use in uses(case.plan) if use.id in named)
    return not row.of_group or not named or any(row.of_group in groups_of(use) for use in meant)


def _stays(case: Case, row: Row) -> Iterator[Fact]:
    for event in case.standing_events:
        if event.kind in row.stays and not event.cancelled and state_of(event, case) == row.state:
            since = ended(event) if row.state == "over" else event.from_
            verb = {"over": "ended", "inside": "goes on", "ahead": "is planned"}[row.state]
            since = None if row.state == "ahead" else since
            yield _happened(case, row, event, since, f"a {event.kind} {verb}")


def state_of(stay: Event, case: Case) -> str:
    """Whether a stay away is `over`, `inside` (going on), `ahead`, or nobody can say (empty).

    A planned one whose last day has passed counts as over, until somebody writes what became of it.
    """
    end = ended(stay)
    if end is not None and end <= case.today:
        return "over"
    if stay.planned:
        return "ahead"
    begun = stay.happened and stay.from_ is not None and stay.from_ <= case.today
    return "inside" if begun else ""


def ended(stay: Event) -> date | None:
    """The last day of a stay; its one day where it happened on a day and says no more."""
    if stay.to is None and not stay.planned and not text(stay.data, "from"):
        return stay.date
    return stay.to


def _score(case: Case, row: Row) -> Iterator[Fact]:
    for score in case.plan.scores:
        value = _value(score, row.item) if score.instrument == row.score else None
        since = day(score.date)
        if value is not None and value > (row.above or 0) and not _answered_since(case, row, since):
            yield _fact(case, row, f"a score of {row.score}", score.path, since, row.days)


def unanswered_scores(case: Case) -> Iterator[Path]:
    """The newest scores, however old, that point to something nobody has said anything about since.

    Each as the place of its item, where the table asks for one item of it.
    """
    for row in (row for row in rows() if row.score and row.item):
        scores = [score for score in case.plan.scores if score.instrument == row.score]
        newest = max(reversed(scores), key=lambda it: it.date, default=None)
        value = _value(newest, row.item) if newest else None
        points = value is not None and value > (row.above or 0)
        if newest and points and not _said_since(case, row, day(newest.date)):
            item = next(it for it in newest.subscales if as_word(it.name) in row.item)
            yield (*item.path, "value")


def _said_since(case: Case, row: Row, scored: date | None) -> bool:
    """Whether the fact holds on any ground, or was asked about since the day of a score."""
    question = next(it for it in early_questions() if row.fact in it.words)
    asked = newest_asked(case, question.about)
    on = asked.asked_on if asked else None
    since = on is not None and (scored is None or on >= scored)
    return since or bool(written(case).of(row.fact)) or _answered_since(case, row, scored)


def _value(score: Score, item: tuple[str, ...]) -> float | None:
    """The total of a score, or the value of one item, by whichever of its names."""
    if not item:
        return score.total
    values = (part.value for part in score.subscales if as_word(part.name) in item)
    return next((value for value in values if value is not None), None)


def _answered_since(case: Case, row: Row, scored: date | None) -> bool:
    """Whether a flag of that day or later says that what a score points to is not so."""
    flags = (it for it in case.plan.flags if it.flag == row.unless_flag and it.status in DENIED)
    days = (flag.as_of for flag in flags)
    return any(on is not None and (scored is None or on >= scored) for on in days)


# Who depends on the client


def _dependant(case: Case, row: Row) -> Iterator[Fact]:
    if row.dependant == "adult":
        for adult in adults(case):
            yield _fact(case, row, _who(adult.id), adult.path)
        return
    for child in children(case) if row.lives == "here" else visiting_children(case):
        if row.dependant == "minor" or child.age == 0:
            unasked = ", lives_here not asked" if child.dependant.lives_here is None else ""
            yield _fact(case, row, f"{_who(child.id)}{unasked}", child.path)


def _who(name: str) -> str:
    return f"dependant {name}" if ITEM.match(name) else "a dependant"


# Uses and goals


def _use(case: Case, row: Row) -> Iterator[Fact]:
    for use in uses(case.plan):
        if _is_such_a_use(use, row):
            since = use.stopped_on if row.use == "stopped" else None
            at = (*use.path, _told_by(row))
            fact = _fact(case, row, f"{use.name}{_what_of(use, row)}", at, since, row.days)
            yield fact._replace(only=use.path if row.own else (), undated=False)


def _told_by(row: Row) -> str:
    asks = {"route": row.route, "functions": row.function, "substance": row.substance}
    return next((key for key, wanted in asks.items() if wanted), "pattern")


def _what_of(use: Use, row: Row) -> str:
    told = {"substance": f": {use.substance}, {use.supply}", "pattern": " stopped"}
    return told.get(_told_by(row), f": {_told_by(row)}")


def _is_such_a_use(use: Use, row: Row) -> bool:
    goes_on = use.in_use if row.use == "in_use" else use.pattern == "stopped"
    return (
        goes_on
        and (not row.substance or use.substance in row.substance)
        and (not row.group or not groups_of(use).isdisjoint(row.group))
        and (not row.supply or use.supply in row.supply)
        and use.supply not in row.not_supply
        and (not row.route or not set(use.route).isdisjoint(row.route))
        and (not row.function or any(it.kind == row.function for it in use.functions))
        and not (row.use == "stopped" and _was_a_short_course(use))
    )


def _was_a_short_course(use: Use) -> bool:
    """Whether what was stopped can have left no tolerance behind that is lost now."""
    short = use.supply == AS_DIRECTED or use.pattern_before in SHORT_COURSE
    return use.dependence == "absent" and short


def _goal(case: Case, row: Row) -> Iterator[Fact]:
    for goal in case.plan.goals:
        if _is_such_a_goal(case, goal, row):
            since = reached_on(case, goal) if row.goal == "reached" else None
            name = f"goal {goal.id}" if ITEM.match(goal.id) else "a goal"
            at = (*goal.path, "origin" if row.origin else "intervention")
            fact = _fact(case, row, f"{name}, {row.goal}", at, since, row.days)
            yield fact._replace(only=goal.path if row.own else ())


def _is_such_a_goal(case: Case, goal: Goal, row: Row) -> bool:
    state = {"open": goal.open, "reached": goal.status in REACHED, "any": True}[row.goal]
    scope = in_scope(case.plan, goal, uses(case.plan)) if row.of_group else ()
    return (
        state
        and (not row.origin or goal.origin == row.origin)
        and (not row.intervention or not set(goal.intervention).isdisjoint(row.intervention))
        and (not row.of_group or any(row.of_group in groups_of(use) for use in scope))
    )


def reached_on(case: Case, goal: Goal) -> date | None:
    """The day on which a goal was reached, as far as anybody knows.

    That of the first review that said so, else its own last day if that has passed; None else.
    """
    for review in sorted(case.standing, key=lambda it: it.held_on or LONG_AGO):
        for entry in review.goals:
            if entry.id == goal.id and entry.status == goal.status and review.held_on:
                return review.held_on
    return goal.by if goal.by and goal.by <= case.today else None


def _also(case: Case, row: Row, found: Collection[Fact]) -> Iterator[Fact]:
    """What follows from facts that were found before."""
    told = row.unless_said and row.unless_said in case.plan.data
    for fact in found if not told else ():
        if fact.word == row.also and fact.source != row.not_from:
            yield fact._replace(word=row.fact, undated=False)


PLACES: Mapping[str, Place] = {
    "context": _context,
    "due": _due,
    "flag": _flag,
    "age_band": _age_band,
    "need": _need,
    "asked": _asked,
    "key_harm": _key_harm,
    "harm": _harm,
    "events": _events,
    "stays": _stays,
    "score": _score,
    "dependant": _dependant,
    "use": _use,
    "goal": _goal,
}
"""How each kind of place is looked at, by its key in the table."""
