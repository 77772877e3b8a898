"""Which step of the method is open for a case, why, and the command for it.

The steps and their words are data (knowledge/steps.yaml); here stands when each of them is done.
Stopping is no step: a plan that leaves the use as it is goes the same way as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hrcli.dates import from_today
from hrcli.document.data import items, said
from hrcli.document.records import read_as
from hrcli.finding import Finding
from hrcli.knowledge.bundled import knowledge
from hrcli.method.after_events import died, to_look_at
from hrcli.method.answers import answered, domains_open, missing_letters, taken_on, unanswered
from hrcli.method.choosing import open_options
from hrcli.method.client_says import COMPLAINT, OpenRemark, of_case
from hrcli.method.dependants import visits_unasked
from hrcli.method.early_questions import question_waits
from hrcli.method.facts import concerns_child
from hrcli.method.interview import NO_ANSWER
from hrcli.method.needs import left_alone, unmet
from hrcli.method.next_review import next_review
from hrcli.method.priority import factors_open, order, waits
from hrcli.method.uses import less_use
from hrcli.plan.agreed import outdated
from hrcli.plan.case import Case
from hrcli.plan.plan import (
    FEW_OPTIONS,
    WANTS_LESS,
    Goal,
    Harm,
    Left,
    Option,
    Plan,
    Use,
)

HAS_A_STEP = ("AUT01",)
"""Errors that a step of the method does away with, and so are no slip to mend."""

ASKED_ON_THE_WAY = (*HAS_A_STEP, "HRM01", "HRM15", "HRM16", "HRM17", "OPT07")
"""What is silent in a draft since a step asks for it anyway."""

YET_TO_COME = ("HRM04", "GOA07")
"""What is said of a harm or goal for as long as the steps behind it are not taken: no slip."""

URGENT = ("unreadable", "after_event", "review", "complaint", "mend")
"""What comes before every step of the method, the most urgent first."""

OWN_REASON = ("unreadable", "review", "mend", "wait")
"""What has a reason of the case's own; the others say it in their title, or have their step's."""

ALWAYS_TO_COME = ("review",)
"""What is never not needed: where it is not due yet, it comes later."""


class Item(NamedTuple):
    """One thing that keeps a step open: which one in the plan, and for which reason."""

    kind: str = ""  # use | harm | goal | action | dependant | part of life | need; empty: the plan
    id: str = ""
    word: str = ""  # which sort of harm or use it is, in a word of the vocabulary
    reason: str = ""
    inside: str = ""  # the goal of an action

    @property
    def shown(self) -> str:
        """What it is called: `harm h7k`; empty where the step is about the plan as a whole."""
        return f"{self.kind} {self.id}".strip()


NOTHING = Item()


class Step(NamedTuple):
    """One step of the method for one case."""

    id: str
    title: str
    why: str
    command: str
    state: str  # done | open | left | later | not_needed
    follows: tuple[str, ...] = ()
    instead: Mapping[str, str] = {}  # commands for other reasons why it is open
    titles: Mapping[str, str] = {}  # what it is called then
    other: str = ""  # what else there is to type, and when
    may_wait: bool = False  # leaving it for later is a decision to be written down
    item: Item = NOTHING  # what keeps it open, or is left
    until: date | None = None  # the day until which it is left


class Next(NamedTuple):
    """What to do next in a case."""

    case: str
    step: str
    title: str
    why: str
    command: str
    due: date | None = None
    other: str = ""
    may_wait: bool = False
    item: Item = NOTHING

    @property
    def urgency(self) -> tuple[object, ...]:
        """What cannot be read, what happened, overdue reviews, then errors; the oldest first."""
        place = URGENT.index(self.step) if self.step in URGENT else len(URGENT)
        overdue = (self.due is not None, self.due or date.min)
        return (place, overdue, _places().get(self.step, 0), self.case)


@lru_cache
def _table() -> tuple[Step, ...]:
    """The steps as they stand in the data; their commands not filled in yet."""
    listed = items(knowledge("steps.yaml"), "steps")
    return tuple(read_as(Step, item) for _, item in listed)


@lru_cache
def _places() -> dict[str, int]:
    return {step.id: place for place, step in enumerate(_table())}


def of(case: Case) -> list[Step]:
    """All steps for a case that is open, in their order: done, open, left, later or not needed.

    The steps behind the first open one that are not done yet come later.
    """
    found: list[Step] = []
    is_behind = False
    for step in _table():
        stands = _standing(case, step)
        if stands.state == "open" and is_behind:
            stands = stands._replace(state="later")
        is_behind = is_behind or stands.state == "open"
        found.append(stands)
    return found


def _standing(case: Case, step: Step) -> Step:
    """How one step stands, whatever comes before it: done, open, left or not needed."""
    needed, check = CHECKS[step.id]
    if not needed(case):
        state = "later" if step.id in ALWAYS_TO_COME else "not_needed"
        return _filled(case, step._replace(state=state), NOTHING)
    items = list(check(case))
    left = _left(case, step.id)
    item = next((it for it in items if left.keys().isdisjoint(("", it.id))), None)
    if item:
        return _filled(case, step._replace(state="open"), item)
    if not items:
        return _filled(case, step._replace(state="done"), NOTHING)
    until = min(filter(None, left.values()), default=None)
    return _filled(case, step._replace(state="left", until=until), items[0])


def _left(case: Case, step: str) -> dict[str, date | None]:
    """The items for which a step was left, and until when; where ideas wait, so does the choice."""
    left = {it.item: it.until for it in case.plan.not_now if _waits(case, it, step)}
    if step != "choose":
        return left
    for_them = {harm for option in open_options(case.plan) for harm in ("", *option.harms)}
    ideas = {it: until for it, until in _left(case, "ideas").items() if it not in for_them}
    return ideas | left


def _waits(case: Case, left: Left, step: str) -> bool:
    """Whether it was decided to leave this step, and the day has not come."""
    return bool(left.step == step and left.because and left.until and left.until > case.today)


def _filled(case: Case, step: Step, item: Item) -> Step:
    """The step with its words filled in, for what keeps it open."""
    names = _names(case, item)
    command = step.instead.get(item.reason, step.command).format(**names)
    other = "" if item.reason else step.other.format(**names)
    title = step.titles.get(item.reason, step.title)
    return step._replace(title=title, command=command, other=other, item=item)


def left_over(case: Case) -> Iterator[Left]:
    """What was left for later and is not done yet, whether or not its day has come."""
    open_items = {
        (step.id, item.id)
        for step in _table()
        for needed, check in (CHECKS[step.id],)
        if case.plan.not_now and needed(case)
        for item in check(case)
    }
    still = {step for step, _ in open_items}
    for it in case.plan.not_now:
        if (it.step, it.item) in open_items or (not it.item and it.step in still):
            yield it


def open_items(case: Case, step: str) -> list[Item]:
    """What keeps a step open, whatever comes before it and whether or not it was left."""
    needed, check = CHECKS[step]
    return list(check(case)) if needed(case) else []


def is_open(case: Case, step: str) -> bool:
    """Whether a step is open, whatever comes before it, and was not left for later."""
    (found,) = (it for it in _table() if it.id == step)
    return _standing(case, found).state == "open"


def open_step(case: Case) -> Step | None:
    """The step that is open; None where nothing is left to do before the next review."""
    return next((step for step in of(case) if step.state == "open"), None)


def next_for(case: Case, findings: Collection[Finding] = ()) -> Next | None:
    """What to do next: what happened, an overdue review, errors among the findings, the open step.

    None for a closed case.
    """
    if not case.plan.open:
        return None
    happened = _after_event(case)
    if happened:
        return happened
    when = next_review(case)
    if when is None:
        return _review(case, "review", "It has no date.", when)
    if when <= case.today:
        passed = "is due" if when == case.today else "was due"
        return _review(case, "review", f"It {passed} {from_today(when, case.today)}.", when)
    complaint = next((it for it in of_case(case) if it.kind == COMPLAINT), None)
    if complaint:
        return _complaint(case, complaint)
    errors = _errors(findings)
    if errors:
        why = "One error stands" if errors == 1 else f"{errors} errors stand"
        why += " in the way."
        command = f"hrcli validate {case.id[:4]}"
        return Next(case.id, "mend", "Mend what the check found", why, command)
    step = open_step(case)
    if step is None:
        return _review(case, "wait", f"It comes {from_today(when, case.today)}.", when)
    return _next(case, step)


def all_open(case: Case, findings: Collection[Finding] = ()) -> Iterator[Next]:
    """What is open on the way to an agreement, in the order of the steps: what comes before them,
    then each step with each thing that keeps it open, but for what was left for later.
    """
    following = next_for(case, findings)
    if following and following.step in URGENT:
        yield following
    for step in _table():
        needed, check = CHECKS[step.id]
        if not step.may_wait or not needed(case):
            continue
        left = _left(case, step.id).keys()
        for item in check(case):
            if left.isdisjoint(("", item.id)):
                yield _next(case, _filled(case, step, item))


def _next(case: Case, step: Step) -> Next:
    return Next(
        *(case.id, step.id, step.title, step.why, step.command),
        other=step.other,
        may_wait=step.may_wait,
        item=step.item,
    )


def _after_event(case: Case) -> Next | None:
    """To look at what happened, the most pressing first; after a death the case is closed."""
    found = list(to_look_at(case))
    if not found:
        return None
    first = min(found, key=lambda it: it.by or date.min)
    title = f"Something happened{_on(first.event.day)}: look at it together"
    why, command = "No review has looked at it since.", f"hrcli review {case.id[:4]}"
    other = f"Not yet, and on with the other steps: hrcli work {case.id[:4]}"
    if any(died(it.event) for it in found):
        title, why = "Close the case", "An event says that the client died."
        command, other = f"hrcli close {case.id[:4]} --outcome died", ""
    return Next(case.id, "after_event", title, why, command, first.by, other)


def _complaint(case: Case, remark: OpenRemark) -> Next:
    """To answer a complaint: it is due from the day on which it was made."""
    why = "Somebody who complains and hears nothing does not complain twice."
    return Next(
        *(case.id, "complaint", "Answer the complaint", why),
        command=f"hrcli answer {case.id[:4]} {remark.name}",
        due=remark.remark.said_on,
        item=Item("complaint", remark.name),
    )


def _on(when: date | None) -> str:
    return f" on {when.isoformat()}" if when else ""


def _review(case: Case, step: str, why: str, when: date | None) -> Next:
    title = "Look at it together" if step == "review" else "Wait for the review"
    other = f"On another day: hrcli set {case.id[:4]} review.next" if step == "review" else ""
    return Next(case.id, step, title, why, f"hrcli review {case.id[:4]}", when, other)


def unreadable(case: str) -> Next:
    """What to do about a case that cannot be read."""
    command = f"hrcli validate {case[:4]}".rstrip()
    return Next(case, "unreadable", "Mend a file", "A file of it cannot be read.", command)


def _errors(findings: Iterable[Finding]) -> int:
    return sum(it.blocks and it.code not in HAS_A_STEP for it in findings)


def _names(case: Case, item: Item) -> dict[str, str]:
    """What a command may name in braces; what is not known has to be looked up."""
    ids = dict.fromkeys(("use", "harm", "goal", "action", "dependant"), "ID")
    known = {item.kind: item.id, "goal" if item.inside else item.kind: item.inside or item.id}
    return {**ids, "case": case.id[:4], **{kind: it for kind, it in known.items() if it}}


# When a step is needed, and what is open about it.


def _always(_case: Case) -> bool:
    return True


def _whole(is_open: bool) -> Iterator[Item]:
    """What is open of a step that is about the plan as a whole."""
    if is_open:
        yield NOTHING


def _of_use(use: Use) -> Item:
    return Item("use", use.id, use.substance or use.behaviour)


def _of_harm(harm: Harm, reason: str = "") -> Item:
    return Item("harm", harm.id, harm.pressing or harm.domain, reason)


def _not_asked_early(case: Case) -> Iterator[Item]:
    return _whole(question_waits(case))


def _used(plan: Plan) -> list[Use]:
    """What is in use, as far as anybody knows."""
    return [use for use in plan.use if use.in_use]


def _uses_something(case: Case) -> bool:
    return bool(_used(case.plan))


def _not_asked(case: Case) -> Iterator[Item]:
    """What of a use nobody has asked: how often it is, and whether the client thinks of less."""
    for use in _used(case.plan):
        if use.pattern in NO_ANSWER:
            yield _of_use(use)._replace(reason="how")
        elif not use.considering.answer:
            yield _of_use(use)


def _without_function(case: Case) -> Iterator[Item]:
    return (_of_use(use) for use in _used(case.plan) if not said(use.data, "functions"))


def _not_linked(case: Case) -> Iterator[Item]:
    problem = case.plan.presenting_problem
    return _whole(not (problem.text and problem.link_to_use))


def _domain_open(case: Case) -> Iterator[Item]:
    return (Item("part of life", domain) for domain in domains_open(case.plan))


def children_asked(plan: Plan) -> bool:
    """Whether anybody asked about dependants: nobody named is no answer, an empty list is one."""
    return isinstance(plan.data.get("dependants"), list)


def _children_matter(case: Case) -> bool:
    return concerns_child(case) or not children_asked(case.plan) or bool(visits_unasked(case))


def _child_not_assessed(case: Case) -> Iterator[Item]:
    if not children_asked(case.plan):
        yield Item(reason="not_asked")
        return
    for person in case.plan.dependants:
        known = (person.alias or None, person.age, person.lives_here)
        if not person.unborn and not any(it is not None for it in known):
            yield Item("dependant", person.id, reason="who")
    for child in visits_unasked(case):
        yield Item("dependant", child.id, reason="visits")
    safety = case.plan.child_safety
    if concerns_child(case) and not (safety.assessed_on or said(safety.data, "domains")):
        yield NOTHING


def _lacks_something(case: Case) -> bool:
    return bool(unmet(case.plan))


def _need_left_alone(case: Case) -> Iterator[Item]:
    return (Item("need", need) for need in left_alone(case.plan))


def _current(plan: Plan) -> list[Harm]:
    """The harms that are still there and do not wait with a reason."""
    return [harm for harm in plan.present_harms if not waits(harm)]


def _has_harms(case: Case) -> bool:
    return bool(_current(case.plan))


def _unranked(case: Case) -> Iterator[Item]:
    """The harms with a factor not asked; where all were, whether their order is agreed."""
    current = [entry.harm for entry in order(_current(case.plan))]
    is_draft = case.plan.status == "draft"  # later a rule asks for them
    lacking = [harm for harm in current if is_draft and factors_open(harm)]
    yield from (_of_harm(harm) for harm in lacking)
    if not lacking:
        yield from _whole(any(harm.rank is None for harm in current))


def _to_work_on(plan: Plan) -> list[Harm]:
    """The serious harms; where there is none, the one that comes first."""
    ranked = [entry.harm for entry in order(_current(plan))]
    return [harm for harm in ranked if harm.serious] or ranked[:1]


def without_goal(plan: Plan) -> list[Harm]:
    """The harms to work on that no goal is for, the most pressing first."""
    aimed_at = {name for goal in plan.goals for name in goal.harms}
    return [harm for harm in _to_work_on(plan) if harm.id not in aimed_at]


def _ideas_matter(case: Case) -> bool:
    """Where goals came without ideas, none were collected, and none are needed."""
    found = bool(case.plan.options) or bool(without_goal(case.plan))
    return _has_harms(case) and found


def _choice_matters(case: Case) -> bool:
    """Where goals came without a choice among ideas, nothing was chosen, and nothing need be."""
    chosen = any(option.state == "chosen" for option in case.plan.options)
    return _has_harms(case) and (chosen or bool(without_goal(case.plan)))


def _few_ideas(case: Case) -> Iterator[Item]:
    options = case.plan.options
    for harm in without_goal(case.plan):
        if not any(harm.id in option.harms for option in options) or len(options) < FEW_OPTIONS:
            yield _of_harm(harm)


def without_ideas(case: Case) -> Harm | None:
    """The first harm to work on that lacks ideas, and was not left for later."""
    (step,) = (it for it in of(case) if it.id == "ideas")
    if step.state in ("done", "not_needed", "left"):
        return None
    return next(harm for harm in case.plan.harms if harm.id == step.item.id)


def _considers_change(case: Case) -> bool:
    return any(use.considering.answer in WANTS_LESS for use in _used(case.plan))


def _no_way_to_change(case: Case) -> Iterator[Item]:
    return _whole(not any(is_way_to_change(option) for option in case.plan.options))


def is_way_to_change(option: Option) -> bool:
    """Whether an idea is one for stopping or cutting down, or for treatment."""
    return option.track in ("use_change", "treatment_support") or option.kind == "treatment"


def _not_chosen(case: Case) -> Iterator[Item]:
    """The harms for which no idea was chosen; which of the ideas is for the client to say."""
    for harm in without_goal(case.plan):
        options = [option for option in case.plan.options if harm.id in option.harms]
        if not any(option.state == "chosen" for option in options):
            yield _of_harm(harm)


def _no_goal(case: Case) -> Iterator[Item]:
    for goal in case.plan.goals:
        unsaid = missing_letters(goal) or not goal.intervention  # agreeing asks for the word too
        if goal.status == "proposed" and unsaid:
            yield Item("goal", goal.id, reason="letters")
    yield from map(_of_harm, without_goal(case.plan))


def _uses_less(case: Case) -> bool:
    return bool(less_use(case.plan))


def _no_plan_for_a_hard_day(case: Case) -> Iterator[Item]:
    return _whole(not answered(case.plan.relapse_plan.data, "for_client"))


def _five_open(case: Case) -> Iterator[Item]:
    return _whole(bool(unanswered(case.plan)))


def _not_agreed(case: Case) -> Iterator[Item]:
    if case.plan.status != "active" or not said(case.plan.agreed.data, "date"):
        yield NOTHING
    elif not outdated(case.plan).stands:
        yield Item(reason="again")


def _active(case: Case) -> list[Goal]:
    return [goal for goal in case.plan.goals if goal.status == "active"]


def _has_active_goal(case: Case) -> bool:
    return bool(_active(case))


def _has_action(case: Case) -> bool:
    return any(goal.actions for goal in _active(case))


def _open_action(case: Case) -> Iterator[Item]:
    """The actions by their day; those without a day come last."""
    found = [
        (action.by is None, action.by or date.min, goal.id, action.id)
        for goal in _active(case)
        for action in goal.actions
        if action.open
    ]
    return (Item("action", action, inside=goal) for _, _, goal, action in sorted(found))


def _without_action(case: Case) -> Iterator[Item]:
    return (Item("goal", goal.id) for goal in _active(case) if not any(taken_on(goal)))


def _review_due(case: Case) -> Iterator[Item]:
    when = next_review(case)
    return _whole(when is None or when <= case.today)


def _review_matters(case: Case) -> bool:
    """A review that was never held and is not due yet is not done; it is still to come."""
    return case.plan.review.last is not None or any(_review_due(case))


def _all_ended(case: Case) -> bool:
    ended = bool(case.plan.goals) and not any(goal.open for goal in case.plan.goals)
    return case.plan.status == "active" and ended


def _still_open(_case: Case) -> Iterator[Item]:
    return _whole(is_open=True)


CHECKS: dict[str, tuple[Callable[[Case], bool], Callable[[Case], Iterator[Item]]]] = {
    "asked_early": (_always, _not_asked_early),
    "ask": (_uses_something, _not_asked),
    "functions": (_uses_something, _without_function),
    "link": (_always, _not_linked),
    "harms": (_always, _domain_open),
    "children": (_children_matter, _child_not_assessed),
    "needs": (_lacks_something, _need_left_alone),
    "prioritise": (_has_harms, _unranked),
    "ideas": (_ideas_matter, _few_ideas),
    "treatment": (_considers_change, _no_way_to_change),
    "choose": (_choice_matters, _not_chosen),
    "goals": (_has_harms, _no_goal),
    "hard_day": (_uses_less, _no_plan_for_a_hard_day),
    "no_harm": (_always, _five_open),
    "agree": (_always, _not_agreed),
    "plan_action": (_has_active_goal, _without_action),
    "act": (_has_action, _open_action),
    "review": (_review_matters, _review_due),
    "replan": (_all_ended, _still_open),
}
"""For each step: whether the case needs it, and what is open about it."""
