"""Whether a review asked what matters: less harm, none new, a better life, the client's word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from hrcli.document.data import said
from hrcli.plan.case import Case, Review, ReviewedHarm
from hrcli.plan.plan import SERIOUS_DEGREES, Harm
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the

QUALITY = "CAMH: success is the quality of life and health, not the amount used"
OUTCOME = "DrugNet, Harm Reduction: review outcome (harms first, above all to the child)"
ALLIANCE = "didactic slides on harm reduction: the alliance holds people in treatment"
REAL_HARM = "ABECSW and didactic slides on harm reduction: real harm is not made light of"
VOICE = "CAMH: the voice of people who use, from planning to evaluation"

LOW = ("none", "mild")
LESS = ("reduced", "resolved")
DROP = 3
VIEWS = ("presenting_problem_change", "quality_of_life", "alliance", "client_view")


@rule(
    "OUT21",
    "quality-of-life-missing",
    ADVICE,
    draft=None,
    whole=True,
    source=QUALITY,
    finds=(
        "A plan reviewed for the second time, and no number of the client's for quality of life "
        "from the start or the first review."
    ),
    why=(
        "Whether life became better is what counts in the end, and it shows only against a "
        "beginning."
    ),
    example="""
    # two reviews were held
    quality_of_life: {baseline: null}
    """,
    better="""
    # two reviews were held
    quality_of_life: {baseline: 5, on_date: 2026-01-12}
    """,
)
def _quality_of_life_missing(case: Case) -> Iterator[Hit]:
    held = sorted(case.standing, key=lambda review: review.held_on or date.min)
    told = case.plan.quality_of_life.baseline, *(it.quality_of_life for it in held[:1])
    if len(held) > 1 and all(number is None for number in told):
        yield Hit(
            case.plan_file,
            ("quality_of_life", "baseline"),
            "Nobody asked how good life was at the start, nor at the first review.",
            "Ask for a number from 0 to 10 and add baseline and on_date under quality_of_life.",
            at_key=True,
        )


@rule(
    "OUT22",
    "alliance-drop",
    ADVICE,
    whole=True,
    source=ALLIANCE,
    finds="A number for working together that is three or more below that of the review before.",
    why="People stay where they are met well. A drop is a question to the worker first.",
    example="""
    # the review before: alliance: 8
    alliance: 4
    """,
    better="""
    # the review before: alliance: 8
    alliance: 7
    """,
)
def _alliance_drop(case: Case) -> Iterator[Hit]:
    dated = [
        (review.held_on, review.alliance, review)
        for review in case.standing
        if review.held_on and review.alliance is not None
    ]
    dated.sort(key=lambda one: one[0])
    for (_, before, _), (_, now, review) in pairwise(dated):
        if before - now >= DROP:
            yield Hit(
                review.file,
                ("alliance",),
                "Working together went clearly worse since the review before.",
                "Ask what happened between you, and what you could do otherwise, before anything "
                "else is planned.",
            )


def _pinned(harm: Harm) -> bool:
    """Whether it is or was a harm that comes first, whatever its degree is today."""
    return harm.baseline.degree in SERIOUS_DEGREES or bool(harm.reasons_serious)


def _shows_less(entry: ReviewedHarm, harm: Harm) -> bool:
    return entry.id == harm.id and (entry.degree in LOW or entry.status in LESS)


@rule(
    "OUT23",
    "harm-played-down",
    WARNING,
    whole=True,
    source=REAL_HARM,
    finds=(
        "A key harm, one that reaches a child, or one that was severe, at degree mild or none or "
        "resolved, without a reason and without a review that saw it so; in a draft from the "
        "first option or goal on."
    ),
    why=(
        "Not judging people does not mean making their harms look smaller. What came first is put "
        "aside with something to show for it."
    ),
    example="""
    harms:
      - {id: h7k, key_harm: child_neglect, degree: mild}
    """,
    better="""
    harms:
      - {id: h7k, key_harm: child_neglect, degree: mild,
         degree_because: the grandmother has moved in}
    """,
)
def _harm_played_down(case: Case) -> Iterator[Hit]:
    entries = [entry for review in case.standing for entry in review.harms]
    for harm in case.plan.harms:
        is_low = harm.degree in LOW or harm.resolved
        shown = said(harm.data, "degree_because") or any(_shows_less(e, harm) for e in entries)
        if is_low and _pinned(harm) and not shown and case.plan.has_ideas:
            key = "degree" if harm.degree in LOW else "status"
            yield Hit(
                case.plan_file,
                (*harm.path, key),
                f"{the('harm', harm.id)} comes first by its kind, but counts as small, and "
                "nothing shows why.",
                "Write what shows it as degree_because, or hold a review in which it is looked at.",
            )


def _missing_in(review: Review, case: Case) -> list[str]:
    missing = []
    if case.plan.present_harms and not said(review.data, "harms"):
        missing.append("harms")
    if not said(review.data, "unintended"):
        return [*missing, "unintended"]
    unanswered = (key for key in ("client", "others") if not said(review.data, "unintended", key))
    return [*missing, *(f"unintended.{key}" for key in unanswered)]


@rule(
    "OUT24",
    "review-incomplete",
    ERROR,
    source=OUTCOME,
    finds="A held review without its harms, or without an answer about unintended harm.",
    why="A review is there to see that the first harms became smaller and no new ones came.",
    example="""
    harms: []
    unintended: {children: none_seen}
    """,
    better="""
    harms: [{id: h7k, degree: mild, status: reduced}]
    unintended: {children: none_seen, client: misses the evenings, others: none_seen}
    """,
)
def _review_incomplete(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        missing = _missing_in(review, case)
        if missing and review.data:
            yield Hit(
                review.file,
                (*missing[0].split("."),),
                f"This review has no {' and no '.join(missing)}.",
                "Ask about each harm, and about harm that nobody meant; none_seen is an answer. "
                "A held review is completed by hrcli review --corrects.",
                at_key=True,
            )


@rule(
    "OUT25",
    "unintended-children-unanswered",
    ERROR,
    source=OUTCOME,
    finds="A held review whose unintended harms leave out children.",
    why="A child cannot come and say so. The question is asked first, in every case.",
    example="""
    unintended: {client: none_seen, others: none_seen}
    """,
    better="""
    unintended: {children: none_seen, client: none_seen, others: none_seen}
    """,
)
def _children_unanswered(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        if said(review.data, "unintended") and not said(review.data, "unintended", "children"):
            yield Hit(
                review.file,
                ("unintended", "children"),
                "This review does not say whether a child came to harm that nobody meant.",
                "Ask about children first, also those who only visit; write none_seen if there "
                "was nothing.",
                at_key=True,
            )


@rule(
    "OUT26",
    "review-views-missing",
    WARNING,
    source=VOICE,
    finds=(
        "A held review without the change in the presenting problem, quality of life, the "
        "alliance or the client's view."
    ),
    why="How it is going is the client's to say as much as the worker's.",
    example="""
    quality_of_life: null
    alliance: null
    worker_view: The plan carries itself.
    """,
    better="""
    presenting_problem_change: On time four weeks running.
    quality_of_life: 6
    alliance: 8
    client_view: '"It is easier than I thought."'
    worker_view: The plan carries itself.
    """,
)
def _views_missing(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        missing = [key for key in VIEWS if not said(review.data, key)]
        if missing and review.data:
            yield Hit(
                review.file,
                (missing[0],),
                f"This review has no {' and no '.join(missing)}.",
                "Ask the client next time; for this one add it by hrcli review --corrects if it "
                "is still known.",
                at_key=True,
            )
