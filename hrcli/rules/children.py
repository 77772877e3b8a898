"""Whether the children of a client are cared for, and young clients are met as young people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hrcli.document.data import Data, Value, group, is_number, items, said, text
from hrcli.finding import Path
from hrcli.folding import uncapitalised
from hrcli.knowledge.no_answers import is_nobody
from hrcli.knowledge.unintended_harms import in_force
from hrcli.method.answers import answered, cared_for, stood_by, taken_on
from hrcli.method.dependants import Child, children, minors, visiting_children, visits_unasked
from hrcli.method.facts import harm_reaches_a_child, holds_named, may_be_abuse
from hrcli.method.in_place import in_plan
from hrcli.method.uses import less_use, uses
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Harm, Support, plan_of
from hrcli.rules.questions import bracketed, is_minor, planned_stays
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the
from hrcli.rules.unintended import judged

PARENTS = "DrugNet, Harm Reduction: worked example 1 (a parent who drinks, a young child)"
STAYS = "DrugNet, Harm Reduction: worked example 2 (a father before a stay in a detox unit)"
RELAPSE = "CAMH: a return to use is common; DrugNet, Harm Reduction: clinical step 6"
ASKED_EARLY = "DrugNet, Harm Reduction: clinical step 5 (the care of children)"
RISK = "DrugNet, Harm Reduction: problem-solving step 2 (children at risk)"
PINNED = "DrugNet, Harm Reduction: high-priority harms"
CHECKLIST = "DrugNet, checklist for parents who use drugs (after SCODA and LGDF)"
YOUNG = "Community Care Resources: young people"

WINDOWS = ("intoxication", "hangover", "withdrawal", "stay_away", "relapse", "always")
CARE = frozenset(("sober_caregiver", "alternative_care_for_child"))
PREPARATION = CARE | {"child_safety_plan"}
SEPARATION = ("prepare_child", "visits", "child_support")
PHASES = ("before", "during", "after")
SETTLED = ("weighed", "chosen")
REFERRALS = ("referral", "statutory_notification")
BABY_RULE = "R-CHI-03"
FAMILY = ("family", "partner")
CARERS = (*FAMILY, "carer", "foster_carer")
WORK_WITH_FAMILY = "partner_involvement"
ADDED_UP = re.compile(r"(?:^|[-_])(?:total|sum|score|points|average|mean)(?:$|[-_])")


def _settled_otherwise(case: Case, harm: Harm) -> bool:
    """Whether a chosen option or a mitigation sees to the child whenever this harm may come."""
    chosen = any(
        option.state == "chosen" and option.kind == "childcare"
        for option in case.plan.options
        if harm.id in option.harms
    )
    goals = (goal for goal in case.plan.open_goals if harm.id in goal.harms)
    planned = {word for goal in goals for word in goal.mitigations}
    return chosen or not planned.union(in_plan(case)).isdisjoint(CARE)


def _reached(case: Case, harm: Harm) -> tuple[Child, ...]:
    """The children that a harm names; where it names none, those of the household."""
    known = (child for child in minors(case) if not child.dependant.in_care)
    meant = tuple(child for child in known if child.id in harm.dependants)
    return meant if harm.dependants else children(case)


def _named(case: Case, harm: Harm, window: str) -> bool:
    """Whether every child whom the harm reaches has somebody for this window."""
    if window == "relapse" and answered(case.plan.data, "relapse_plan", "for_child"):
        return True
    everyone = _reached(case, harm)
    cared = [cared_for(child.dependant) for child in everyone]
    return bool(cared) and all({window, "always"} & windows for windows in cared)


def _windows(case: Case, harm: Harm) -> list[str]:
    """The known windows of a harm; a stay that is planned has a rule of its own (CHI02)."""
    known = [window for window in harm.windows if window in WINDOWS]
    return [w for w in known if w != "stay_away"] if planned_stays(case) else known


@rule(
    "CHI01",
    "child-care-window",
    WARNING,
    source=PARENTS,
    finds=(
        "A harm that reaches a child, and a window of it (intoxication, hangover, withdrawal, "
        "relapse) for which nobody is named to care."
    ),
    why=(
        "Each stretch of time in which a parent is not up to it has a beginning and an end; a "
        "sober adult who knows both makes the difference for the child."
    ),
    example="""
    harms:
      - {id: h7k, affects: [child], windows: [intoxication, hangover]}
    dependants:
      - id: d4t
        care: [{window: intoxication, who: sister}]
    """,
    better="""
    harms:
      - {id: h7k, affects: [child], windows: [intoxication, hangover]}
    dependants:
      - id: d4t
        care: [{window: intoxication, who: sister},
               {window: hangover, who: sister}]
    """,
)
def _child_care_window(case: Case) -> Iterator[Hit]:
    for harm in case.plan.present_harms if case.plan.has_ideas else ():
        if not harm.reaches_child:
            continue
        settled = _settled_otherwise(case, harm)
        at_home = any(child in children(case) for child in _reached(case, harm))
        if settled and not (at_home and said(harm.data, "windows")):
            continue  # a care of another child, or for a time that nobody has named
        unnamed = [window for window in _windows(case, harm) if not _named(case, harm, window)]
        if unnamed or not said(harm.data, "windows"):
            when = f" in: {', '.join(unnamed)}" if unnamed else ", and it does not say when"
            yield Hit(
                case.plan_file,
                (*harm.path, "windows"),
                f"{the('harm', harm.id)} reaches a child, and nobody is named to care for "
                f"the child{when}.",
                "Name a sober adult for each window: care with window and who under dependants; "
                "for a child who lives elsewhere, its id as dependants of the harm and a chosen "
                "option of kind childcare.",
                at_key=True,
            )


def _about_children(case: Case, goal: Goal) -> bool:
    reaching = {harm.id for harm in case.plan.harms if harm.reaches_child}
    prepares = not PREPARATION.isdisjoint(goal.mitigations)
    return prepares or not reaching.isdisjoint(goal.harms)


def _care_is_prepared(case: Case, starts: date | None) -> bool:
    """Whether a step for the child's care is done, or due before the stay begins."""
    for goal in case.plan.goals:
        if goal.status == "set_aside":
            continue
        about_children = _about_children(case, goal)
        for action in taken_on(goal):
            is_care = about_children or text(action.data, "kind") == "childcare"
            in_time = action.open and action.by and (starts is None or action.by < starts)
            if is_care and (action.done_on or in_time):
                return True
    return any(
        it.is_ in CARE and said(it.data, "done_on") and not is_nobody(text(it.data, "who"))
        for it in case.plan.mitigations
    )


@rule(
    "CHI02",
    "care-before-stay",
    ERROR,
    whole=True,
    source=STAYS,
    finds=(
        "A planned stay away from a child who lives here, without somebody named for that time, "
        "or without a step towards it that is done or due before the stay."
    ),
    why="On the day a parent goes in, it is too late to look for a bed for the child.",
    example="""
    # a detox_stay is planned from 2026-02-18
    dependants:
      - {id: d6k, age: 6}
    """,
    better="""
    # a detox_stay is planned from 2026-02-18
    dependants:
      - id: d6k
        age: 6
        care: [{window: stay_away, who: grandmother}]
    goals:
      - id: g9x
        mitigations: [alternative_care_for_child]
        actions: [{id: a6d, what: Grandmother moves in, by: 2026-02-17}]
    """,
)
def _care_before_stay(case: Case) -> Iterator[Hit]:
    stays, everyone = planned_stays(case), children(case)
    for child in everyone if stays else ():
        if not {"stay_away", "always"} & cared_for(child.dependant):
            yield Hit(
                case.plan_file,
                (*child.path, "care"),
                f"A stay away is planned, and nobody is named to care meanwhile for "
                f"{uncapitalised(the('dependant', child.id))}.",
                "Settle it before the stay: care with window: stay_away and who under dependants.",
                at_key=True,
            )
    for stay in stays if everyone else ():
        if not _care_is_prepared(case, stay.from_):
            yield Hit(
                stay.file,
                ("from",),
                "No step for the child's care is done, or due before this stay begins.",
                "Add an action for it to a goal for the child, by a day before from; or move "
                "the stay.",
            )


@rule(
    "CHI03",
    "separation-unprepared",
    WARNING,
    whole=True,
    source=STAYS,
    finds=(
        "A planned stay away from a child, and neither support for the child nor visits nor a "
        "word to the child beforehand."
    ),
    why=(
        "A child can take a parent's absence for being left. Knowing what comes, and seeing the "
        "parent meanwhile, makes it smaller."
    ),
    example="""
    # a detox_stay is planned
    options: []
    """,
    better="""
    # a detox_stay is planned
    options:
      - {id: o5q, what: Tell child A together, code: prepare_child, state: chosen}
    """,
)
def _separation_unprepared(case: Case) -> Iterator[Hit]:
    helps = any(
        option.code in SEPARATION and option.state in SETTLED for option in case.plan.options
    )
    meanwhile = any(
        goal.phase == "during" and _about_children(case, goal) for goal in case.plan.open_goals
    )
    if children(case) and not helps and not meanwhile:
        for stay in planned_stays(case):
            yield Hit(
                stay.file,
                ("kind",),
                "Nothing in the plan makes the time apart easier for the child.",
                "Talk about support for the child, visits, and telling the child beforehand "
                "(codes child_support, visits, prepare_child), or a goal with phase: during.",
            )


@rule(
    "CHI04",
    "phase-gap",
    WARNING,
    whole=True,
    source=STAYS,
    finds=(
        "A planned stay away from a child, and goals about the children that leave out the time "
        "before, during or after it."
    ),
    why=(
        "How the child fares is looked at all the way through; the weeks after coming home are "
        "the ones most easily forgotten."
    ),
    example="""
    # a detox_stay is planned
    goals:
      - {id: g5h, phase: before, mitigations: [child_safety_plan]}
      - {id: g9x, phase: during, mitigations: [safe_storage]}
    """,
    better="""
    # a detox_stay is planned
    goals:
      - {id: g5h, phase: before, mitigations: [child_safety_plan]}
      - {id: g9x, phase: during, mitigations: [alternative_care_for_child]}
      - {id: g7m, phase: after, mitigations: [child_safety_plan]}
    """,
)
def _phase_gap(case: Case) -> Iterator[Hit]:
    going = [goal for goal in case.plan.goals if goal.status != "set_aside"]
    phases = {goal.phase for goal in going if _about_children(case, goal)}
    missing = [phase for phase in PHASES if phase not in phases]
    if missing and children(case) and planned_stays(case):
        yield Hit(
            case.plan_file,
            ("goals",),
            "A stay away is planned, but no goal about the children looks at the time "
            f"{' or '.join(missing)} it.",
            "Give the goals around the stay their phase, and tie one for each time to a harm that "
            "reaches the children.",
            at_key=True,
        )


@rule(
    "CHI05",
    "relapse-plan-without-child",
    WARNING,
    source=STAYS,
    finds=(
        "A relapse plan in a home with a child that says nothing for the child, or not for which "
        "age."
    ),
    why=(
        "If use comes back, the child needs somebody too, and has to be told in a way that fits "
        "its age."
    ),
    example="""
    dependants: [{id: d4t, age: 3}]
    relapse_plan: {for_client: Ring the sister}
    """,
    better="""
    dependants: [{id: d4t, age: 3}]
    relapse_plan: {for_client: Ring the sister,
      for_child: The sister comes over, child_age: 3}
    """,
)
def _relapse_plan_without_child(case: Case) -> Iterator[Hit]:
    agreed = case.plan.relapse_plan.data
    missing = [key for key in ("for_child", "child_age") if not answered(agreed, key)]
    if agreed and missing and children(case):
        yield Hit(
            case.plan_file,
            ("relapse_plan", missing[0]),
            f"A child lives here, and the relapse plan has no {' and no '.join(missing)}.",
            "Work out who comes and what the child is told, in words for its age, and write the "
            "age it was made for.",
            at_key=True,
        )


@rule(
    "CHI06",
    "relapse-plan-missing",
    WARNING,
    source=RELAPSE,
    finds="An open goal to use less or nothing, and no plan for a day on which it goes otherwise.",
    why=(
        "Coming back to use is common and no failure. A plan made on a good day keeps a bad one "
        "small; this holds for every age."
    ),
    example="""
    goals:
      - {id: g6x, intervention: reduce_supervised}
    """,
    better="""
    goals:
      - {id: g6x, intervention: reduce_supervised}
    relapse_plan: {for_client: Ring the sponsor before the second drink}
    """,
)
def _relapse_plan_missing(case: Case) -> Iterator[Hit]:
    goals = less_use(case.plan)
    if goals and not answered(case.plan.data, "relapse_plan", "for_client"):
        yield Hit(
            case.plan_file,
            ("relapse_plan", "for_client"),
            f"A goal is about less use{bracketed(goals)}, and there is no plan for a day on "
            "which it goes otherwise.",
            "Write for_client under relapse_plan: what to do, whom to ring, and that the door "
            "stays open.",
            at_key=True,
        )


@rule(
    "CHI07",
    "child-safety-not-assessed",
    WARNING,
    source=RISK,
    finds=(
        "A child in the home of somebody who uses, or a harm that reaches a child wherever it "
        "lives, and no look at the child's safety."
    ),
    why=(
        "Use alone says little about how a child fares. Going through it with the parent shows "
        "what is good as well as what is missing."
    ),
    example="""
    dependants: [{id: d4t, age: 3}]
    use: [{id: s8w, substance: alcohol}]
    """,
    better="""
    dependants: [{id: d4t, age: 3}]
    use: [{id: s8w, substance: alcohol}]
    child_safety: {assessed_on: 2026-01-12, domains: {home_environment: positive}}
    """,
)
def _child_safety_not_assessed(case: Case) -> Iterator[Hit]:
    tools = {assessment.kind for assessment in case.plan.assessments}
    looked = said(case.plan.data, "child_safety", "assessed_on") or "child_risk" in tools
    reached = harm_reaches_a_child(case)
    matters = case.plan.has_ideas and (children(case) or reached)  # until then a step asks it
    if matters and said(case.plan.data, "use") and not looked:
        which = "A child lives here" if children(case) else "A harm reaches a child"
        yield Hit(
            case.plan_file,
            ("child_safety", "assessed_on"),
            f"{which}, and nobody has looked at the child's safety with the client.",
            "Go through the areas of child_safety together, strengths too, and add assessed_on.",
            at_key=True,
        )


@rule(
    "CHI08",
    "referral-not-considered",
    WARNING,
    source=PINNED,
    finds=(
        "Abuse or neglect of a child among the harms, and no word on whether child protection was "
        "to be asked: made on which day, or why not."
    ),
    why=(
        "Considering it is not the same as making it. The reason for or against it should be "
        "written down while it is fresh; the law of the place decides what must be reported."
    ),
    example="""
    harms:
      - {id: h7k, key_harm: child_neglect}
    """,
    better="""
    harms:
      - {id: h7k, key_harm: child_neglect}
    child_safety:
      referral: {to: child protection team, status: considered,
        date: 2026-01-12, because: the arrangement is in place}
    """,
)
def _referral_not_considered(case: Case) -> Iterator[Hit]:
    harms = [harm for harm in case.plan.present_harms if may_be_abuse(harm)]
    child_safety = group(case.plan.data, "child_safety")
    weighed = (group(child_safety, kind) for kind in REFERRALS)
    if harms and not any(map(_decided, weighed)):
        yield Hit(
            case.plan_file,
            ("child_safety", "referral"),
            f"A child may be abused or neglected{bracketed(harms)}, and no referral to child "
            "protection was considered.",
            "Consider it, tell the client what you must report, and write referral with to, "
            "status, date and because under child_safety.",
            at_key=True,
        )


def _decided(referral: Data) -> bool:
    """Whether it says how far it has come: made on a day, or why not."""
    status = text(referral, "status")
    return said(referral, "date" if status == "made" else "because") and bool(status)


def _is_number(key: str, value: Value) -> bool:
    """Whether a key of the agency's own holds a number, or is named like a total."""
    counted = is_number(value) or ADDED_UP.search(key.removeprefix("x-"))
    return key.startswith("x-") and bool(counted)


def _numbers(data: Value, path: Path) -> Iterator[Path]:
    """The places below `path` where the agency's own keys count or add up."""
    if isinstance(data, dict):
        for key, value in data.items():
            if _is_number(key, value):
                yield (*path, key)
            else:
                yield from _numbers(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _numbers(value, (*path, position))


@rule(
    "CHI09",
    "child-safety-added-up",
    ERROR,
    source=CHECKLIST,
    finds="A number, total or score given to the look at a child's safety.",
    why=(
        "The answers are for talking about. Nobody has tested what a sum of them means, and a "
        "child with one grave answer is lost in an average."
    ),
    example="""
    child_safety:
      x-total: 4
    """,
    better="""
    child_safety:
      domains: {home_environment: positive}
    """,
)
def _child_safety_added_up(case: Case) -> Iterator[Hit]:
    places = list(_numbers(case.plan.data.get("child_safety"), ("child_safety",)))
    for item in case.plan.assessments:
        if item.kind == "child_risk":
            places += _numbers(item.data, item.path)
            places += [(*item.path, "ratings")] if said(item.data, "ratings") else []
    for place in places:
        yield Hit(
            case.plan_file,
            place,
            "The look at a child's safety is given a number here.",
            "Take the number out: the answers stand side by side and are never added up, since "
            "no total of them was ever tested.",
            at_key=True,
        )


@rule(
    "CHI10",
    "group-for-the-young",
    WARNING,
    source=YOUNG,
    finds="A client under 18 and a group among the options that were not rejected.",
    why=(
        "The source reports that groups do not help teenagers: older ones may teach younger ones "
        "what is new, and some try to outdo each other with what they have used."
    ),
    example="""
    client: {age_band: age_16_17}
    options:
      - {id: o5b, code: group}
    """,
    better="""
    client: {age_band: age_16_17}
    options:
      - {id: o5b, code: one_to_one}
    """,
)
def _group_for_the_young(case: Case) -> Iterator[Hit]:
    if not is_minor(case):
        return
    for option in case.plan.options:
        parts = re.split(r"[-_ ]", option.code)
        if "group" in parts and option.state != "rejected":
            yield Hit(
                case.plan_file,
                (*option.path, "code"),
                f"{the('option', option.id)} is a group, and the client is under 18.",
                "Look for something one to one or with the family; if a group it is, ask how old "
                "the others are and who leads it.",
            )


UNSUPERVISED = " Nor was the case talked over in supervision."


def _family_weighed(case: Case) -> bool:
    """Whether work with the family was weighed as an option, or rejected with a reason."""
    return any(
        option.state in SETTLED or (option.state == "rejected" and said(option.data, "because"))
        for option in case.plan.options
        if option.code.startswith("family")
    )


def _family_there(case: Case) -> bool:
    """Whether the family, or whoever stands in for it, takes part already."""
    return (
        any(WORK_WITH_FAMILY in goal.intervention for goal in case.plan.open_goals)
        or any(set(review.with_) & set(FAMILY) for review in case.standing)
        or any(map(_cares, stood_by(case.plan)))
    )


def _cares(support: Support) -> bool:
    """Whether somebody close stands by the client, and it is said how."""
    return support.kind in CARERS and answered(support.data, "how")


@rule(
    "CHI11",
    "family-left-out",
    WARNING,
    whole=True,
    source=YOUNG,
    finds=(
        "A client under 18, and work with the family neither weighed nor rejected with a reason, "
        "nor on its way: no goal with partner_involvement, no review with them, no support by them."
        " In a draft it is asked from the first option or goal on."
    ),
    why=(
        "With children and young people the family, or whoever stands in for it, is part of any "
        "treatment that works; where it is unsafe, that is reason enough to leave it out."
    ),
    example="""
    client: {age_band: under_16}
    options: []
    """,
    better="""
    client: {age_band: under_16}
    options:
      - {id: o4x, code: family_talks, state: weighed, benefits: [fewer rows], costs: [four evenings]}
    """,  # noqa: E501
)
def _family_left_out(case: Case) -> Iterator[Hit]:
    if not case.plan.has_ideas:
        return
    if is_minor(case) and not _family_weighed(case) and not _family_there(case):
        alone = "" if said(case.plan.data, "supervision") else UNSUPERVISED
        yield Hit(
            case.plan_file,
            ("options",),
            f"The client is under 18, and work with the family was not weighed.{alone}",
            "Weigh an option with code: family_talks; where it is unsafe or not wanted, reject it "
            "with because.",
            at_key=True,
        )


@rule(
    "CHI12",
    "little-evidence-for-the-young",
    ADVICE,
    source=YOUNG,
    finds="A client under 18 whose case was not talked over in supervision.",
    why=(
        "Few articles describe harm reduction with teenagers, and it is disputed; a second pair "
        "of eyes helps."
    ),
    example="""
    client: {age_band: under_16}
    options:
      - {id: o4x, code: family_talks, state: weighed, benefits: [fewer rows], costs: [evenings]}
    """,
    better="""
    client: {age_band: under_16}
    options:
      - {id: o4x, code: family_talks, state: weighed, benefits: [fewer rows], costs: [evenings]}
    supervision:
      - {date: 2026-01-26, about: how much the carers are told}
    """,
)
def _little_evidence(case: Case) -> Iterator[Hit]:
    family_left_out = not _family_weighed(case) and not _family_there(case)
    supervised = any(said(it, "about") for _, it in items(case.plan.data, "supervision"))
    if is_minor(case) and not supervised and not (case.whole and family_left_out):
        yield Hit(
            case.plan_file,
            ("supervision",),
            "The client is under 18; little has been written about this way of working with them.",
            "Talk the case over in supervision and write it down: supervision with date and about.",
            at_key=True,
        )


@rule(
    "CHI13",
    "children-unasked",
    WARNING,
    source=ASKED_EARLY,
    finds=(
        "Something is used, and no word on whether a child lives with the client or depends on "
        "them."
    ),
    why=(
        "A child that nobody asked about looks the same as no child, and every rule about children "
        "is silent then."
    ),
    example="""
    use: [{id: s8w, substance: alcohol}]
    """,
    better="""
    dependants: []
    use: [{id: s8w, substance: alcohol}]
    """,
)
def _children_unasked(case: Case) -> Iterator[Hit]:
    known = case.plan.data.get("dependants") is not None or holds_named(case, "child_here")
    if case.plan.has_ideas and not known and any(use.in_use for use in uses(case.plan)):
        yield Hit(
            case.plan_file,
            ("dependants",),
            "Nobody has written whether children live with the client.",
            "Ask, and write each under dependants; write dependants: [] if there are none.",
            at_key=True,
        )


@rule(
    "CHI14",
    "age-unknown",
    ADVICE,
    draft=None,
    source=YOUNG,
    finds="An active plan without the client's age group.",
    why=(
        "Somebody under 18 is worked with in another way, and withdrawal is another matter for "
        "the young and the old. An age that nobody knows is not an adult's."
    ),
    example="""
    client: {alias: Robin}
    """,
    better="""
    client: {alias: Robin, age_band: adult}
    """,
)
def _age_unknown(case: Case) -> Iterator[Hit]:
    roughly = [fact for fact in holds_named(case, "age") if fact.source != "flag"]
    if not said(case.plan.data, "client", "age_band") and not roughly:
        yield Hit(
            case.plan_file,
            ("client", "age_band"),
            "Nobody has written how old the client is, roughly.",
            "Ask for the age group and add age_band under client; what is asked for the young and "
            "the old is asked for nobody until then.",
            at_key=True,
        )


def _ageless(case: Case) -> tuple[Child, ...]:
    """The children who live here or come here, and whose age nobody has written."""
    near = (*children(case), *visiting_children(case))
    return tuple(child for child in near if child.age is None)


def _would_matter_for_a_baby(case: Case) -> bool:
    """Whether the rule about a baby's sleep would stand open, were each of them a baby."""
    harm = in_force(case.settings.knowledge).get(BABY_RULE)
    if harm is None:
        return False
    told = case.plan.data["dependants"]
    babies = {child.path[-1] for child in _ageless(case)}
    younger = [{**it, "age": 0} if n in babies else it for n, it in enumerate(told)]
    as_if = case._replace(plan=plan_of({**case.plan.data, "dependants": younger}))
    return any(not judgement.answered for judgement in judged(as_if, [harm]))


@rule(
    "CHI15",
    "child-age-unknown",
    ADVICE,
    together=True,
    source=RISK,
    finds=(
        "Somebody who lives here, may do so or comes here, and depends on the client, without an "
        "age; a warning where a baby's sleep would have to be talked about."
    ),
    why=(
        "What a child needs from others changes with its age, and a baby needs most. An unknown "
        "age counts as a child's, but never as a baby's."
    ),
    example="""
    dependants: [{id: d4t, lives_here: true}]
    """,
    better="""
    dependants: [{id: d4t, age: 3, age_on: 2026-01-12, lives_here: true}]
    """,
)
def _child_age_unknown(case: Case) -> Iterator[Hit]:
    unknown = _ageless(case)
    grave = bool(unknown) and _would_matter_for_a_baby(case)
    for child in unknown:
        yield Hit(
            case.plan_file,
            (*child.path, "age"),
            f"Nobody has written how old {uncapitalised(the('dependant', child.id))} is.",
            "Ask whether the child is under one, and add age and age_on; what is asked about a "
            "baby is asked for nobody until then.",
            at_key=True,
            severity=WARNING if grave else None,
        )


@rule(
    "CHI16",
    "visits-unasked",
    ADVICE,
    together=True,
    source=RISK,
    finds="A child who lives elsewhere, and no word on whether it comes to the client's home.",
    why=(
        "What is kept at home, and who is sober, matters on the days of a visit as well. A child "
        "nobody asked about counts as not coming."
    ),
    example="""
    dependants: [{id: d4t, age: 3, age_on: 2026-01-12, lives_here: false}]
    """,
    better="""
    dependants: [{id: d4t, age: 3, age_on: 2026-01-12, lives_here: false, visits: true}]
    """,
)
def _visits_unasked(case: Case) -> Iterator[Hit]:
    for child in visits_unasked(case) if case.plan.has_ideas else ():
        yield Hit(
            case.plan_file,
            (*child.path, "visits"),
            f"Nobody has written whether {uncapitalised(the('dependant', child.id))} comes to "
            "the client's home.",
            "Ask, and add visits: true or false.",
            at_key=True,
        )
