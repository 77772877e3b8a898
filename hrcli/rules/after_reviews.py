"""Whether what came out at the last review was taken up afterwards.

That something was done is told by the days a plan carries, since a plan keeps no day for each of
its lines. What begins anew counts from the day of the review on, as it may have been planned at
the same table: a goal's start, a re-plan, the agreement, a mitigation of the plan, a referral, a
harm's first numbers. What was under way counts from the day after: an action done or set aside, a
number on the way to a goal, which the review itself writes down with its own day. Other reviews and
events are no answer: only the last review is asked about, and an event tells what happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.dates import day
from hrcli.document.data import said
from hrcli.method.outcomes import SEEN, unintended
from hrcli.method.progress import of_life
from hrcli.plan.case import Case, Review
from hrcli.plan.plan import DEGREES, Goal, Harm, Plan
from hrcli.rules.rule import ADVICE, WARNING, Hit, listed, rule, the

OUTCOME = "DrugNet, Harm Reduction: review outcome (harms first, above all to the child)"
REVIEWED = "DrugNet, Harm Reduction: problem-solving step 7 (what comes out is planned anew)"
QUALITY = "CAMH: success is the quality of life and health, not the amount used"
FALL = 2
"""How much lower a number for life is asked about; our convention."""


def _of_plan(plan: Plan) -> Iterator[date | None]:
    """The days on which something for the plan as a whole began."""
    yield plan.agreed.date
    yield from (replan.date for replan in plan.replans)
    yield from (mitigation.done_on for mitigation in plan.mitigations)
    yield from (day(referral.date) for referral in plan.referrals)


def _under_way(goal: Goal) -> Iterator[date | None]:
    """The days on which something was done about a goal."""
    yield from (done for it in goal.actions for done in (it.done_on, it.set_aside_on))
    yield from (day(step.date) for step in goal.progress)


def _worked_on(goal: Goal, held: date) -> bool:
    """Whether a goal began on the day of a review, or was worked on after it."""
    began = goal.start is not None and goal.start >= held
    return began or any(when and when > held for when in _under_way(goal))


def _planned_anew(plan: Plan, held: date) -> bool:
    return any(when and when >= held for when in _of_plan(plan))


def _taken_up(plan: Plan, harm: Harm, held: date) -> bool:
    """Whether something was done for a harm since a review."""
    goals = (goal for goal in plan.goals if harm.id in goal.harms)
    return _planned_anew(plan, held) or any(_worked_on(goal, held) for goal in goals)


def _moved_on(plan: Plan, held: date) -> bool:
    """Whether anything in the plan is newer than a review."""
    first_told = (day(harm.baseline.date) for harm in plan.harms)
    return (
        _planned_anew(plan, held)
        or any(when and when >= held for when in first_told)
        or any(_worked_on(goal, held) for goal in plan.goals)
    )


def _degree_before(case: Case, harm: Harm, newest: Review) -> str:
    """A harm's first degree; where nobody told it, that of the last review before the newest."""
    if harm.baseline.degree in DEGREES:
        return harm.baseline.degree
    told = [
        (review.written_on, entry.degree)
        for review in case.standing
        for entry in review.harms
        if review is not newest and review.written_on <= newest.written_on
        if entry.id == harm.id and entry.degree in DEGREES
    ]
    return max(told, key=lambda one: one[0])[1] if told else ""


@rule(
    "REV11",
    "harm-worse",
    WARNING,
    whole=True,
    source=OUTCOME,
    finds=(
        "A harm that the last review saw worse than at the start, and nothing planned or done for "
        "it since."
    ),
    why="A review is there to change the plan where it does not help, and here it does not.",
    example="""
    # in the plan: harm h7k was moderate at the start
    # reviews/2026-02-02-k7fw.yaml
    harms: [{id: h7k, degree: severe, status: present}]
    """,
    better="""
    # in the plan: harm h7k was moderate at the start
    # reviews/2026-02-02-k7fw.yaml
    harms: [{id: h7k, degree: moderate, status: present}]
    """,
)
def _harm_worse(case: Case) -> Iterator[Hit]:
    review = case.last_review
    if review is None or review.held_on is None:
        return
    harms = {harm.id: harm for harm in case.plan.present_harms if harm.id}
    for entry in review.harms:
        harm = harms.get(entry.id)
        before = _degree_before(case, harm, review) if harm else ""
        if harm is None or before not in DEGREES or entry.degree not in DEGREES:
            continue
        is_worse = DEGREES.index(entry.degree) > DEGREES.index(before)
        if is_worse and not _taken_up(case.plan, harm, review.held_on):
            yield Hit(
                review.file,
                (*entry.path, "degree"),
                f"{the('harm', harm.id)} is worse than before, and nothing was planned for it "
                "since this review.",
                "Look at it with the client: a new goal or precaution, or a plan written anew "
                "(hrcli replan).",
            )


@rule(
    "REV12",
    "quality-fallen",
    ADVICE,
    whole=True,
    source=QUALITY,
    finds="A last number for quality of life that is two or more below the one before.",
    why="Less harm is half of it; a plan that costs a good part of life wants another look.",
    example="""
    # in the plan: quality_of_life: {baseline: 6}
    # reviews/2026-02-02-k7fw.yaml
    quality_of_life: 4
    """,
    better="""
    # in the plan: quality_of_life: {baseline: 6}
    # reviews/2026-02-02-k7fw.yaml
    quality_of_life: 5
    """,
)
def _quality_fallen(case: Case) -> Iterator[Hit]:
    review = case.last_review
    answers = of_life(case.plan, [it for it in case.standing if not _is_ahead(it, case)])
    if review is None or review.quality_of_life is None or len(answers) < 2:
        return
    if answers[-2].value - answers[-1].value >= FALL:
        yield Hit(
            review.file,
            ("quality_of_life",),
            "Life has become clearly worse since the number before.",
            "Ask what has changed, and whether the plan has a part in it, before it goes on.",
        )


def _is_ahead(review: Review, case: Case) -> bool:
    return review.held_on is not None and review.held_on > case.today


@rule(
    "REV13",
    "unintended-unanswered",
    WARNING,
    whole=True,
    source=OUTCOME,
    finds="Harm that the plan itself brought, told at the last review, and a plan unchanged since.",
    why="A plan that does harm is changed first; hearing of it is only half of the question.",
    example="""
    unintended: {children: none_seen, client: sleeps badly, others: none_seen}
    """,
    better="""
    unintended: {children: none_seen, client: none_seen, others: none_seen}
    """,
)
def _unintended_unanswered(case: Case) -> Iterator[Hit]:
    review = case.last_review
    if review is None or review.held_on is None:
        return
    met = [whom for whom, answer in unintended(review).items() if answer == SEEN]
    if met and not _moved_on(case.plan, review.held_on):
        yield Hit(
            review.file,
            ("unintended", met[0]),
            "This review tells of harm that the plan itself brought, and the plan is as it was.",
            "Look at it with the client: a precaution, another goal, or a plan written anew "
            "(hrcli replan).",
        )


@rule(
    "REV14",
    "harm-left-out",
    WARNING,
    whole=True,
    source=OUTCOME,
    finds="A last review that looked at some harms and left out others that are still present.",
    why="A harm that nobody asked about counts as unchanged, and may have grown meanwhile.",
    example="""
    # in the plan: harms h7k and h8k are present
    # reviews/2026-02-02-k7fw.yaml
    harms: [{id: h7k, degree: mild}]
    """,
    better="""
    # in the plan: harms h7k and h8k are present
    # reviews/2026-02-02-k7fw.yaml
    harms: [{id: h7k, degree: mild}, {id: h8k, degree: moderate}]
    """,
)
def _harm_left_out(case: Case) -> Iterator[Hit]:
    """Harms whose first numbers are of a later day were not there to be asked about."""
    review = case.last_review
    if review is None or not said(review.data, "harms"):
        return  # that a review holds no harm at all is told by OUT24
    seen = {entry.id for entry in review.harms}
    left_out = [
        harm.id
        for harm in case.plan.present_harms
        if harm.id and harm.id not in seen and not _came_later(harm, review)
    ]
    if left_out:
        names = listed(left_out)
        yield Hit(
            review.file,
            ("harms",),
            f"This review left out harms that are still there{f' ({names})' if names else ''}.",
            "Ask about each of them; the review is completed by hrcli review --corrects.",
            at_key=True,
        )


def _came_later(harm: Harm, review: Review) -> bool:
    first = day(harm.baseline.date)
    return bool(first and review.held_on and first > review.held_on)
