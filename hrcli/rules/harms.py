"""Whether every part of life was asked about, and every serious harm is being dealt with."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import said
from hrcli.method.answers import domains_open
from hrcli.method.priority import waits
from hrcli.plan.case import Case
from hrcli.plan.plan import DOMAINS, FACTORS, Harm
from hrcli.rules.questions import bracketed
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, listed, rule, the

FIRST = "DrugNet, Harm Reduction: problem-solving step 1 (the four Ls: Roizen)"
PRIORITY = "DrugNet, Harm Reduction: problem-solving step 3"
KEY_HARMS = "DrugNet, Harm Reduction: key and high-priority harms"
PROBLEM = "DrugNet, Harm Reduction: the presenting problem, and what becomes of it"
OTHERS = "DrugNet, Harm Reduction: harm to self and others"

REASONS = {
    "severe": "severe",
    "life_threatening": "life-threatening",
    "child affected": "a child is affected",
}


def _with_goal(case: Case) -> set[str]:
    """The ids of the harms that an open goal is for."""
    return {harm for goal in case.plan.open_goals for harm in goal.harms}


@rule(
    "HRM01",
    "domain-unanswered",
    ERROR,
    draft=None,
    source=FIRST,
    finds=(
        "A part of life (liver: all health; lover: all relationships, children too; livelihood; "
        "law) with neither a harm nor a none_seen."
    ),
    why="What nobody asked about looks the same as no harm. The four Ls make the question plain.",
    example="""
    harms:
      - id: h7k
        domain: lover
    none_seen: [liver, law]
    """,
    better="""
    harms:
      - id: h7k
        domain: lover
    none_seen: [liver, livelihood, law]
    """,
)
def _domain_unanswered(case: Case) -> Iterator[Hit]:
    missing = domains_open(case.plan)
    if missing:
        yield Hit(
            case.plan_file,
            ("none_seen",),
            f"Not answered yet: {', '.join(missing)}.",
            "Ask about each: write the harm with that domain, or the word under none_seen "
            "if you asked and found nothing.",
            at_key=True,
        )


@rule(
    "HRM02",
    "domain-answered-twice",
    WARNING,
    source=FIRST,
    finds="A part of life under none_seen in which a harm is present too.",
    why="One of the two is out of date, and the next reader cannot know which.",
    example="""
    harms:
      - id: h7k
        domain: lover
    none_seen: [lover, law]
    """,
    better="""
    harms:
      - id: h7k
        domain: lover
    none_seen: [law]
    """,
)
def _domain_answered_twice(case: Case) -> Iterator[Hit]:
    listed_none = case.plan.data.get("none_seen")
    for position, domain in enumerate(listed_none if isinstance(listed_none, list) else ()):
        known = domain in DOMAINS
        against = [harm.id for harm in case.plan.present_harms if known and domain in harm.domains]
        if against:
            yield Hit(
                case.plan_file,
                ("none_seen", position),
                f"{domain} stands under none_seen, yet there is a harm in it ({listed(against)}).",
                f"Take {domain} out of none_seen, or correct the harm's domain or status.",
            )


@rule(
    "HRM03",
    "factor-missing",
    WARNING,
    together=True,
    source=PRIORITY,
    finds="A ranked harm without its importance, confidence, degree or realistic chance of change.",
    why="The order of attention rests on these four; with one missing it is a guess.",
    example="""
    harms:
      - id: h7k
        rank: 1
        importance: 8
    """,
    better="""
    harms:
      - id: h7k
        rank: 1
        importance: 8
        confidence: 0
        degree: severe
        realistic: low
    """,
)
def _factor_missing(case: Case) -> Iterator[Hit]:
    for harm in case.plan.present_harms:
        missing = [factor for factor in FACTORS if not said(harm.data, factor)]
        if harm.rank is not None and missing:
            yield Hit(
                case.plan_file,
                (*harm.path, missing[0]),
                f"{the('harm', harm.id)} has a rank but no {', '.join(missing)}.",
                "Ask the client and add what is missing; 0 is an answer too.",
                at_key=True,
                detail=", ".join(missing),
            )


def _reasons(harm: Harm) -> str:
    """Why a harm is serious, in words of our own: an unknown key harm might be anything."""
    return ", ".join(REASONS.get(reason, "a key harm") for reason in harm.reasons_serious)


def _what_not_now_lacks(harm: Harm) -> list[str]:
    return [key for key in ("because", "until") if not said(harm.data, "not_now", key)]


@rule(
    "HRM04",
    "serious-harm-without-goal",
    ERROR,
    source=KEY_HARMS,
    finds=(
        "A serious harm (severe, life-threatening, a key harm or one that reaches a child) that "
        "no open goal is for, and that was not put off with a reason and an end. In a draft it is "
        "asked from the first option or goal on."
    ),
    why=(
        "Key harms are to be reduced whatever the client decides about use; what has no goal is "
        "easily nobody's."
    ),
    example="""
    harms:
      - id: h7k
        degree: severe
    goals: []
    """,
    better="""
    harms:
      - id: h7k
        degree: severe
        not_now:
          because: the sister is away until March
          until: 2026-03-02
    goals: []
    """,
)
def _serious_harm_without_goal(case: Case) -> Iterator[Hit]:
    with_goal = _with_goal(case)
    for harm in case.plan.present_harms:
        lacks = _what_not_now_lacks(harm)
        if not harm.id or not harm.serious or harm.id in with_goal or not lacks:
            continue
        begun = said(harm.data, "not_now")
        if not begun and not case.plan.has_ideas:
            continue
        short = f", and its not_now lacks {' and '.join(lacks)}" if begun else ""
        yield Hit(
            case.plan_file,
            (*harm.path, "not_now", lacks[0]) if begun else (*harm.path, "not_now"),
            f"{the('harm', harm.id)} is serious ({_reasons(harm)}), "
            f"and no open goal is for it{short}.",
            "Add a goal that names it under for, or say why it waits and until when: "
            "not_now with because and until.",
            at_key=True,
        )


@rule(
    "HRM05",
    "not-now-ended",
    ERROR,
    source=PRIORITY,
    finds=(
        "A harm that was put off until a day that has passed, with no goal for it yet; a warning "
        "where the harm is not serious."
    ),
    why="Putting a harm off is a decision with an end; after it somebody has to decide again.",
    example="""
    # today is 2026-02-09
    harms:
      - id: h7k
        not_now: {because: exams, until: 2026-01-31}
    goals: []
    """,
    better="""
    # today is 2026-02-09
    harms:
      - id: h7k
        not_now: {because: exams, until: 2026-02-28}
    goals: []
    """,
)
def _not_now_ended(case: Case) -> Iterator[Hit]:
    with_goal = _with_goal(case)
    for harm in case.plan.present_harms:
        until = harm.not_now.until
        if until and until < case.today and harm.id not in with_goal:
            yield Hit(
                case.plan_file,
                (*harm.path, "not_now", "until"),
                f"{the('harm', harm.id)} was put off until a day that has passed.",
                "Talk it over again: add a goal for it, or write a later until with its because.",
                severity=None if harm.serious else WARNING,
            )


def _ranked(case: Case) -> list[tuple[int, Harm]]:
    return [(harm.rank, harm) for harm in case.plan.present_harms if harm.rank is not None]


@rule(
    "HRM06",
    "serious-harm-ranked-low",
    WARNING,
    source=PRIORITY,
    finds="A serious harm that ranks after one that is not serious.",
    why=(
        "The client's order counts, but safety comes first: a child's or a life-threatening harm "
        "must not sink down the list."
    ),
    example="""
    harms:
      - {id: h2b, degree: mild, rank: 1}
      - {id: h7k, degree: severe, rank: 2}
    """,
    better="""
    harms:
      - {id: h2b, degree: mild, rank: 2}
      - {id: h7k, degree: severe, rank: 1}
    """,
)
def _serious_harm_ranked_low(case: Case) -> Iterator[Hit]:
    ranked = _ranked(case)
    for rank, harm in ranked:
        before = [other.id for first, other in ranked if not other.serious and first < rank]
        if harm.serious and before:
            yield Hit(
                case.plan_file,
                (*harm.path, "rank"),
                f"{the('harm', harm.id)} is serious but ranks after one that is not "
                f"({listed(before)}).",
                "Safety first: give the serious harm the lower number at rank "
                "(hrcli prioritise proposes an order).",
            )


@rule(
    "HRM07",
    "rank-twice",
    WARNING,
    source=PRIORITY,
    finds="Two harms with the same rank.",
    why="The rank is what was agreed with the client; two firsts mean it was not settled.",
    example="""
    harms:
      - {id: h7k, rank: 1}
      - {id: h2b, rank: 1}
    """,
    better="""
    harms:
      - {id: h7k, rank: 1}
      - {id: h2b, rank: 2}
    """,
)
def _rank_twice(case: Case) -> Iterator[Hit]:
    first: dict[int, Harm] = {}
    for rank, harm in _ranked(case):
        other = first.setdefault(rank, harm)
        if other is not harm:
            yield Hit(
                case.plan_file,
                (*harm.path, "rank"),
                f"{the('harm', harm.id)} has the same rank as another ({listed([other.id])}).",
                "Agree with the client which comes first, and change one rank.",
            )


@rule(
    "HRM08",
    "affects-missing",
    WARNING,
    draft=None,
    source=OTHERS,
    finds="A harm that does not say whom it affects.",
    why=(
        "Harm to others counts as much as harm to oneself, and a harm to a child is pinned to "
        "the top only where affects says so."
    ),
    example="""
    harms:
      - id: h7k
        what: nights without anybody sober at home
    """,
    better="""
    harms:
      - id: h7k
        what: nights without anybody sober at home
        affects: [child]
    """,
)
def _affects_missing(case: Case) -> Iterator[Hit]:
    for harm in case.plan.present_harms:
        if not said(harm.data, "affects"):
            yield Hit(
                case.plan_file,
                (*harm.path, "affects"),
                f"{the('harm', harm.id)} does not say whom it affects.",
                "Add affects, such as [self] or [child, partner].",
                at_key=True,
            )


@rule(
    "HRM15",
    "presenting-problem-missing",
    ERROR,
    draft=None,
    source=PROBLEM,
    finds="An active plan that does not say what brought the client.",
    why=(
        "Every review looks at what became of it; without it nobody can say whether anything that "
        "matters to the client and to others has changed."
    ),
    example="""
    presenting_problem:
      first_concern: The day care has started to make remarks.
    """,
    better="""
    presenting_problem:
      first_concern: The day care has started to make remarks.
      text: Child A was twice brought late to day care.
    """,
)
def _presenting_problem_missing(case: Case) -> Iterator[Hit]:
    if not said(case.plan.data, "presenting_problem", "text"):
        yield Hit(
            case.plan_file,
            ("presenting_problem", "text"),
            "Nobody has written what brings the client here.",
            "Ask, and write it as text under presenting_problem: what happened, in plain words.",
            at_key=True,
        )


@rule(
    "HRM16",
    "degree-unasked",
    ADVICE,
    draft=None,
    together=True,
    source=PRIORITY,
    finds="A harm of an active plan with neither a degree nor a rank.",
    why=(
        "What nobody asked about is not mild. A severe harm is kept in sight only once it is known "
        "to be severe."
    ),
    example="""
    harms:
      - {id: h7k, domain: liver, what: chest pain at night}
    """,
    better="""
    harms:
      - {id: h7k, domain: liver, what: chest pain at night, degree: severe}
    """,
)
def _degree_unasked(case: Case) -> Iterator[Hit]:
    for harm in case.plan.present_harms:
        if not harm.degree and harm.rank is None and not said(harm.data, "not_now"):
            yield Hit(
                case.plan_file,
                (*harm.path, "degree"),
                f"{the('harm', harm.id)} has neither a degree nor a rank: nobody has asked how "
                "bad it is.",
                "Ask, and add degree; whether it comes first hangs on it. Or say why it waits: "
                "not_now with because and until.",
                at_key=True,
            )


@rule(
    "HRM17",
    "not-prioritised",
    WARNING,
    draft=None,
    source=PRIORITY,
    finds=(
        "Harms of an active plan that have no rank and do not wait with a reason, or that have a "
        "rank and not a single option."
    ),
    why=(
        "What comes first is decided with the client. Left out, it is decided by chance, and a "
        "harm that nobody collects ideas for stays as it is."
    ),
    example="""
    harms:
      - {id: h7k, domain: lover, what: quarrels on Sundays}
    """,
    better="""
    harms:
      - {id: h7k, domain: lover, what: quarrels on Sundays, rank: 1, degree: mild, importance: 7,
         confidence: 5, realistic: high}
    options:
      - {id: o3f, for: [h7k], what: Sunday lunch at the sister's}
    """,
)
def _not_prioritised(case: Case) -> Iterator[Hit]:
    current = [harm for harm in case.plan.present_harms if not waits(harm)]
    with_option = {harm for option in case.plan.options for harm in option.harms}
    unranked = [harm for harm in current if harm.rank is None]
    bare = [harm for harm in current if harm.rank is not None and harm.id not in with_option]
    if unranked or bare:
        said_of = [("without a rank", unranked), ("ranked and without an option", bare)]
        told = (f"{what}{bracketed(harms)}" for what, harms in said_of if harms)
        yield Hit(
            case.plan_file,
            ("harms",),
            f"Harms are left behind: {'; '.join(told)}.",
            "Agree which comes first (hrcli prioritise), then collect ideas (hrcli add option); "
            "a harm that waits says so: not_now with because and until.",
            at_key=True,
        )
