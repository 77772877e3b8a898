"""Whether a review asked what matters: less harm, none new, a better life, the client's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from hrcli.dates import day
from hrcli.document.data import group, items, said, text, whole_number
from hrcli.finding import Severity
from hrcli.plan.case import Case, File
from hrcli.plan.plan import SERIOUS_DEGREES, Harm
from hrcli.rules.rule import Hit, Rule, the

QUALITY = "CAMH: success is the quality of life and health, not the amount used"
OUTCOME = "DrugNet, Harm Reduction: review outcome (harms first, above all to the child)"
ALLIANCE = "didactic slides on harm reduction: the alliance holds people in treatment"
REAL_HARM = "ABECSW and didactic slides on harm reduction: real harm is not made light of"
VOICE = "CAMH: the voice of people who use, from planning to evaluation"

LOW = ("none", "mild")
LESS = ("reduced", "resolved")
DROP = 3
VIEWS = ("presenting_problem_change", "quality_of_life", "alliance", "client_view")


def _quality_of_life_missing(case: Case) -> Iterator[Hit]:
    if not said(case.plan.data, "quality_of_life", "baseline"):
        yield Hit(
            case.plan_file,
            ("quality_of_life", "baseline"),
            "Nobody asked how good life was at the start.",
            "Ask for a number from 0 to 10 and add baseline and on_date under quality_of_life.",
            at_key=True,
        )


def _alliance_drop(case: Case) -> Iterator[Hit]:
    dated = [
        (held, value, review)
        for review in case.standing
        if (held := day(review.data.get("held_on")))
        and (value := whole_number(review.data, "alliance")) is not None
    ]
    dated.sort(key=lambda one: one[0])
    for (_, before, _), (_, now, review) in pairwise(dated):
        if before - now >= DROP:
            yield Hit(
                review,
                ("alliance",),
                "Working together went clearly worse since the review before.",
                "Ask what happened between you, and what you could do otherwise, before anything "
                "else is planned.",
            )


def _pinned(harm: Harm) -> bool:
    """Whether it is or was a harm that comes first, whatever its degree is today."""
    was = text(group(harm.data, "baseline"), "degree")
    return was in SERIOUS_DEGREES or bool(harm.reasons_serious)


def _shows_less(entry: Mapping[str, Any], harm: Harm) -> bool:
    less = text(entry, "degree") in LOW or text(entry, "status") in LESS
    return text(entry, "id") == harm.id and less


def _harm_played_down(case: Case) -> Iterator[Hit]:
    entries = [entry for review in case.standing for _, entry in items(review.data, "harms")]
    for harm in case.plan.harms:
        is_low = harm.degree in LOW or harm.resolved
        shown = said(harm.data, "degree_because") or any(_shows_less(e, harm) for e in entries)
        if is_low and _pinned(harm) and not shown:
            key = "degree" if harm.degree in LOW else "status"
            yield Hit(
                case.plan_file,
                (*harm.path, key),
                f"{the('harm', harm.id)} comes first by its kind, but counts as small, and "
                "nothing shows why.",
                "Write what shows it as degree_because, or hold a review in which it is looked at.",
            )


def _missing_in(review: File, case: Case) -> list[str]:
    missing = []
    if case.plan.present_harms and not said(review.data, "harms"):
        missing.append("harms")
    if not said(review.data, "unintended"):
        return [*missing, "unintended"]
    unanswered = (key for key in ("client", "others") if not said(review.data, "unintended", key))
    return [*missing, *(f"unintended.{key}" for key in unanswered)]


def _review_incomplete(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        missing = _missing_in(review, case)
        if missing and review.data:
            yield Hit(
                review,
                (*missing[0].split("."),),
                f"This review has no {' and no '.join(missing)}.",
                "Ask about each harm, and about harm that nobody meant; none_seen is an answer. "
                "A held review is completed by hrcli review --corrects.",
                at_key=True,
            )


def _children_unanswered(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        if said(review.data, "unintended") and not said(review.data, "unintended", "children"):
            yield Hit(
                review,
                ("unintended", "children"),
                "This review does not say whether a child came to harm that nobody meant.",
                "Ask about children first, also those who only visit; write none_seen if there "
                "was nothing.",
                at_key=True,
            )


def _views_missing(case: Case) -> Iterator[Hit]:
    for review in case.standing:
        missing = [key for key in VIEWS if not said(review.data, key)]
        if missing and review.data:
            yield Hit(
                review,
                (missing[0],),
                f"This review has no {' and no '.join(missing)}.",
                "Ask the client next time; for this one add it by hrcli review --corrects if it "
                "is still known.",
                at_key=True,
            )


RULES = (
    Rule(
        "OUT21",
        "quality-of-life-missing",
        Severity.ADVICE,
        QUALITY,
        "An active plan without the client's number for quality of life at the start.",
        "Whether life became better is what counts in the end, and it shows only against a "
        "beginning.",
        "quality_of_life: {baseline: null}\n",
        "quality_of_life: {baseline: 5, on_date: 2026-01-12}\n",
        _quality_of_life_missing,
        draft=None,
    ),
    Rule(
        "OUT22",
        "alliance-drop",
        Severity.ADVICE,
        ALLIANCE,
        "A number for working together that is three or more below that of the review before.",
        "People stay where they are met well. A drop is a question to the worker first.",
        "# the review before: alliance: 8\nalliance: 4\n",
        "# the review before: alliance: 8\nalliance: 7\n",
        _alliance_drop,
        whole=True,
    ),
    Rule(
        "OUT23",
        "harm-played-down",
        Severity.WARNING,
        REAL_HARM,
        "A key harm, one that reaches a child, or one that was severe, at degree mild or none or "
        "resolved, without a reason and without a review that saw it so.",
        "Not judging people does not mean making their harms look smaller. What came first is put "
        "aside with something to show for it.",
        "harms:\n  - {id: h7k, key_harm: child_neglect, degree: mild}\n",
        "harms:\n  - {id: h7k, key_harm: child_neglect, degree: mild,\n"
        "     degree_because: the grandmother has moved in}\n",
        _harm_played_down,
        whole=True,
    ),
    Rule(
        "OUT24",
        "review-incomplete",
        Severity.ERROR,
        OUTCOME,
        "A held review without its harms, or without an answer about unintended harm.",
        "A review is there to see that the first harms became smaller and no new ones came.",
        "harms: []\nunintended: {children: none_seen}\n",
        "harms: [{id: h7k, degree: mild, status: reduced}]\n"
        "unintended: {children: none_seen, client: misses the evenings, others: none_seen}\n",
        _review_incomplete,
    ),
    Rule(
        "OUT25",
        "unintended-children-unanswered",
        Severity.ERROR,
        OUTCOME,
        "A held review whose unintended harms leave out children.",
        "A child cannot come and say so. The question is asked first, in every case.",
        "unintended: {client: none_seen, others: none_seen}\n",
        "unintended: {children: none_seen, client: none_seen, others: none_seen}\n",
        _children_unanswered,
    ),
    Rule(
        "OUT26",
        "review-views-missing",
        Severity.WARNING,
        VOICE,
        "A held review without the change in the presenting problem, quality of life, the "
        "alliance or the client's view.",
        "How it is going is the client's to say as much as the worker's.",
        "quality_of_life: null\nalliance: null\nworker_view: The plan carries itself.\n",
        "presenting_problem_change: On time four weeks running.\n"
        "quality_of_life: 6\n"
        "alliance: 8\n"
        "client_view: '\"It is easier than I thought.\"'\n"
        "worker_view: The plan carries itself.\n",
        _views_missing,
    ),
)
