"""What is needed before client and worker agree, and what changes when they do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from hrcli import ids
from hrcli.document.data import Data, Value, group, said, text, words
from hrcli.errors import WrongCommand
from hrcli.folding import meant
from hrcli.method.answers import taken_on
from hrcli.method.interview import Interview
from hrcli.method.lowering import lowering
from hrcli.method.next_review import review_after
from hrcli.method.setting import adding
from hrcli.method.status import need_status
from hrcli.method.steps import open_items
from hrcli.method.uses import less_use
from hrcli.plan import schema
from hrcli.plan.agreed import digest, outdated
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import FACTORS, Goal, Plan
from hrcli.terminal import line

NO_HARM = "do_no_harm"
TOGETHER = ("review", "set_with_client")
FIRST_OF_LIST = ("consequences", "services")
ACTIONS, HARD_DAY = "actions", "relapse_plan"
NEXT = ("review", "next")


def need_proposed(case: Case, goals: Collection[str]) -> None:
    """Raises WrongCommand where the case is closed, or one of the `goals` is not proposed."""
    need_status(case, "open")
    proposed = [goal.id for goal in case.plan.goals if goal.status == "proposed"]
    if not set(goals) <= set(proposed):
        alike = meant(next(it for it in goals if it not in proposed), filter(None, proposed))
        todo = f"{alike}Proposed are: {', '.join(filter(None, proposed)) or 'none'}"
        raise WrongCommand("The plan has no such proposed goal.", "hrcli agree --goal", todo)


def need_people(people: Value) -> list[str]:
    """Those who agree, as words. Raises WrongCommand for what does not name who can agree."""
    known = list(schema.words_at("plan", ("agreed", "by")))
    if not isinstance(people, list) or not set(map(str, people)) <= set(known):
        typed = people if isinstance(people, list) else []
        alike = meant(next((str(it) for it in typed if str(it) not in known), ""), known)
        todo = f"{alike}Of: {', '.join(known)}"
        raise WrongCommand("hrcli does not know these people.", "--by", todo)
    return list(map(str, people))


def day_open(plan: Plan) -> date | None:
    """The day of the next review, where nobody has said whether it was set with the client."""
    return None if said(plan.data, *TOGETHER) else plan.review.next


def sooner(case: Case) -> date | None:
    """The day by which a plan with harms as heavy as these is looked at in this caseload, where
    the next review is planned for later and the plan says no interval of its own.
    """
    by_degree = case.settings.review_by_degree and not case.plan.review.every
    by, planned = review_after(case, case.today) if by_degree else None, case.plan.review.next
    return by if by and (planned is None or planned > by) else None


def came_after(plan: Plan) -> list[Goal]:
    """The goals about less use that came into an active plan, and for which the five questions were
    not asked anew: they are new since the agreement, or were not carried over by a re-plan.
    """
    answered = plan.do_no_harm.answered_on
    if plan.status != "active" or answered is None:
        return []
    agreed, replans = plan.agreed.date, [it.date for it in plan.replans if it.date]
    new = outdated(plan).goals if agreed and answered <= agreed else ()
    replanned = replans and answered < max(replans)
    return [
        goal
        for goal in less_use(plan)
        if (goal in new or (replanned and not said(goal.data, "carried_from")))
        and (goal.start is None or answered < goal.start)
    ]


def agreement(case: Case, answers: Data, chosen: Collection[str]) -> list[Change]:
    """What the answers given while agreeing change, and then the agreement itself.

    Answers are who agrees (`by`), why the client does not (`not_because`), and what is `told`.
    """
    people = words(answers, "by")
    return told(case, answers) + agreeing(case, people, answers.get("not_because"), chosen)


def told(case: Case, answers: Data) -> list[Change]:
    """What it changes that was said on the way to an agreement: what was open of the five
    questions, whether the day of the next review was set with the client, which `goals` mean using
    less.
    """
    return _five(case, answers) + _next_review(answers) + lowering(case.plan, answers)


def said_before(plan: Plan) -> dict[str, str]:
    """What an earlier talk answers of the five questions: the words stand elsewhere in the plan."""
    does = (text(function.data, "what") for use in plan.use for function in use.functions)
    known = {
        "relationship": plan.presenting_problem.link_to_use,
        "functions": "; ".join(filter(None, does)),
    }
    return {key: told for key, told in known.items() if told}


def no_harm_asked(session: Interview, key: str, before: str = "") -> Value:
    """Ask one of the five questions, unless it was answered `before`; of a list its first entry,
    for hrcli add takes the others.
    """
    at = (NO_HARM, key)
    if before:
        session.tell(f"  {key.capitalize()}, as said before: {line(before)}")
        return before
    if key not in FIRST_OF_LIST:
        found: Value = session.value(at)
        return found
    entry = session.one((*at, 0)) if key == FIRST_OF_LIST[0] else session.value((*at, 0))
    return [entry] if entry else None


def beside_open(case: Case) -> bool:
    """Whether a goal has no step yet, or a day that goes otherwise no plan."""
    without_step = any(goal.id and not any(taken_on(goal)) for goal in case.plan.open_goals)
    return without_step or bool(open_items(case, "hard_day"))


def asked_beside(session: Interview, case: Case, draw: ids.Draw) -> list[Change]:
    """Ask what belongs to an agreement and is open: who does what by when for each goal, and a plan
    for a day that goes otherwise where the goals mean using less.
    """
    changes: list[Change] = []
    for goal in case.plan.open_goals:
        if goal.id and not any(taken_on(goal)):
            session.about(f"\nGoal {goal.id}: {line(goal.specific)}")
            session.offer((*goal.path, ACTIONS, 0, "who"), "client")
            action = session.one((*goal.path, ACTIONS, 0))
            changes += adding(case, (*goal.path, ACTIONS), [action], draw) if action else []
    if open_items(case, "hard_day"):
        gaps = session.gaps((HARD_DAY,), case.plan.relapse_plan.data)
        changes += [Change(*gap) for gap in gaps]
    return changes


def _next_review(answers: Data) -> list[Change]:
    """The day of the next review, and whether it was set with the client, as far as said now."""
    told = group(answers, "review")
    return [Change(at, told[at[-1]]) for at in (NEXT, TOGETHER) if told.get(at[-1]) is not None]


def _five(case: Case, answers: Data) -> list[Change]:
    """The answers to the five questions given just now, and the day they were given."""
    given = group(answers, NO_HARM)
    changes = [Change((NO_HARM, key), value) for key, value in given.items()]
    if changes and not said(given, "answered_on"):
        changes.append(Change((NO_HARM, "answered_on"), case.today.isoformat()))
    return changes


def agreeing(
    case: Case, by: Sequence[str], not_because: Value, chosen: Collection[str] = ()
) -> list[Change]:
    """What changes when the people named in `by` agree today.

    The goals in `chosen` (ids; none: all that are proposed) and the plan become active, and what
    has no first numbers yet gets them.
    """
    plan, today = case.plan, case.today.isoformat()
    changes = [
        Change((*goal.path, "status"), "active")
        for goal in plan.goals
        if goal.status == "proposed" and (not chosen or goal.id in chosen)
    ]
    changes += _baselines(case)
    life = plan.quality_of_life
    if life.baseline is not None and not life.on_date:
        changes.append(Change(("quality_of_life", "on_date"), today))
    if plan.status != "active":
        changes.append(Change(("status",), "active"))
    agreed = {"date": today, "by": list(by), "not_because": not_because, "digest": digest(plan)}
    return changes + _agreed(plan, {key: it for key, it in agreed.items() if it})


def _agreed(plan: Plan, new: dict[str, Any]) -> list[Change]:
    """The agreement itself: key by key, so that comments beside it stay, where that will do."""
    old = plan.agreed.data
    if not old or set(old) - set(new):
        return [Change(("agreed",), new)]
    return [Change(("agreed", key), it) for key, it in new.items()]


def _baselines(case: Case) -> Iterator[Change]:
    """The first numbers of every harm that has none yet and was in no review so far."""
    reviewed = {harm.id for review in case.reviews for harm in review.harms}
    for harm in case.plan.harms:
        numbers = {key: harm.data.get(key) for key in FACTORS}
        known = {key: it for key, it in numbers.items() if it is not None}
        if known and not said(harm.data, "baseline") and harm.id not in reviewed:
            path, first = (*harm.path, "baseline"), {"date": case.today.isoformat(), **known}
            yield Change(path, schema.in_order("plan", path, first))
