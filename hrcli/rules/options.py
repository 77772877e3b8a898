"""Whether ideas were gathered before they were judged, and weighed before one was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import said, text
from hrcli.knowledge.table_of_facts import event_kind
from hrcli.plan.case import Case
from hrcli.plan.plan import FEW_OPTIONS, WANTS_LESS, Option, Use
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule, the

BOTH = "DrugNet, Harm Reduction: less use and less harm, both looked at"
ASKING = "DrugNet, Harm Reduction: clinical step 1"
TREATMENT = "DrugNet, Harm Reduction: clinical step 3"
IDEAS = "DrugNet, Harm Reduction: problem-solving step 4"
WEIGHING = "DrugNet, Harm Reduction: problem-solving step 5"
RANGE = "didactic slides on harm reduction: a full range of ways to help"

JUDGEMENTS = ("costs", "benefits", "because")
LESS_USE = ("use_change", "treatment_support")
DAYS_AFTER = 7
ONE_TRACK = {
    "harm_reduction": (
        "Options are about using less, and none is marked as one that makes the harm smaller.",
        "Ask what helps even if use goes on, and give such an option track: harm_reduction.",
    ),
    "use_change": (
        "The client is unsure about using less, and no option looks at that.",
        "Where it is safe, add an option with track: use_change; nobody has to choose it.",
    ),
    "unsaid": (
        "No option says whether it is about less use or about less harm.",
        "Write track for each: hrcli explain track. Then see which of the two is missing.",
    ),
}
"""What to say, and what to do, where the options leave out one of the two tracks, or name none."""


@rule(
    "OPT01",
    "unweighed-choice",
    WARNING,
    source=WEIGHING,
    finds="An option that was chosen or rejected without a single benefit or a single cost.",
    why=(
        "What speaks for and against it is how a choice is made, and how it is understood when "
        "the plan is made anew."
    ),
    example="""
    options:
      - {id: o3f, what: The sister has child A, state: chosen, benefits: [a quiet Sunday]}
    """,
    better="""
    options:
      - {id: o3f, what: The sister has child A, state: chosen, benefits: [a quiet Sunday],
         costs: [a favour to ask]}
    """,
)
def _unweighed_choice(case: Case) -> Iterator[Hit]:
    for option in case.plan.options:
        missing = [key for key in ("benefits", "costs") if not said(option.data, key)]
        if option.state in ("chosen", "rejected") and missing:
            yield Hit(
                case.plan_file,
                (*option.path, missing[0]),
                f"{the('option', option.id)} is {option.state} "
                f"but has no {' and no '.join(missing)}.",
                f"Weigh it with the client and add {' and '.join(missing)}, at least one of each.",
                at_key=True,
            )


@rule(
    "OPT02",
    "judged-early",
    ADVICE,
    source=IDEAS,
    finds="An option in state idea that has costs, benefits or a reason already.",
    why=(
        "While ideas are gathered their number counts; a judgement stops the next one from being "
        "said."
    ),
    example="""
    options:
      - {id: o5n, what: Have the friends over, state: idea, because: the flat is too small}
    """,
    better="""
    options:
      - {id: o5n, what: Have the friends over, state: idea}
    """,
)
def _judged_early(case: Case) -> Iterator[Hit]:
    for option in case.plan.options:
        judged = [key for key in JUDGEMENTS if said(option.data, key)]
        if option.state == "idea" and judged:
            yield Hit(
                case.plan_file,
                (*option.path, "state"),
                f"{the('option', option.id)} is still an idea, yet it has {', '.join(judged)}.",
                "Let ideas stand unjudged while more are found; once it is weighed, write "
                "state: weighed.",
            )


def _ranked(case: Case) -> bool:
    """Whether a first harm has its place: from then on ideas are looked for."""
    return any(harm.rank is not None for harm in case.plan.present_harms)


def _counted(case: Case) -> str:
    count = len(case.plan.options)
    return f"is {count} option" if count == 1 else f"are {count or 'no'} options"


def _under_way(case: Case) -> bool:
    """Whether a choice has been made and is being worked on; more ideas are a matter of reviews."""
    return any(goal.status == "active" for goal in case.plan.goals)


def _shaken(case: Case) -> bool:
    """Whether something grave happened in the last days: then nobody is sent to find ideas."""
    grave = (it for it in case.standing_events if event_kind(it.kind).grave and it.happened)
    days = [event.day for event in grave]
    return any(when and 0 <= (case.today - when).days <= DAYS_AFTER for when in days)


def _track_missing(case: Case) -> str:
    """The track that no option follows once a harm has its place; empty where none is missed.

    "unsaid" where there are options enough and none names its track.
    """
    options = case.plan.options
    less_use, less_harm = _on_track(options, *LESS_USE), _on_track(options, "harm_reduction")
    if not _ranked(case):
        return ""
    if len(options) >= FEW_OPTIONS and not any(text(it.data, "track") for it in options):
        return "unsaid"
    if less_use and not less_harm:
        return "harm_reduction"
    unsure = less_harm and not less_use and _with_answer(case, "unsure")
    return "use_change" if unsure else ""


@rule(
    "OPT03",
    "few-options",
    ADVICE,
    source=IDEAS + "; the number three is hrcli's own",
    finds=(
        "Fewer than three options although the harms have been put in order; not while a goal is "
        "active, nor in the days after an overdose, a crisis or violence."
    ),
    why=(
        "The more ideas there are, the likelier one of them fits this person; a single one is no "
        "choice."
    ),
    example="""
    harms:
      - {id: h7k, rank: 1}
    options:
      - {id: o3f, what: The sister has child A}
    goals: []
    """,
    better="""
    harms:
      - {id: h7k, rank: 1}
    options:
      - {id: o3f, what: The sister has child A}
      - {id: o5n, what: Have the friends over}
      - {id: o6t, what: Go out on Fridays}
    goals: []
    """,
)
def _few_options(case: Case) -> Iterator[Hit]:
    few = len(case.plan.options) < FEW_OPTIONS
    asked = _ranked(case) and not _under_way(case) and not _shaken(case)
    if few and asked and not _track_missing(case):
        yield Hit(
            case.plan_file,
            ("options",),
            f"The harms have their order, but there {_counted(case)} to choose from.",
            "Find more ideas together before any is judged; odd ones are welcome "
            "(hrcli options shows some).",
            at_key=True,
        )


@rule(
    "OPT04",
    "one-kind-only",
    ADVICE,
    draft=None,
    source=RANGE,
    finds="Three or more options that are all of one kind.",
    why=(
        "Harm reduction goes along with every other way to help; one kind alone leaves most of "
        "them out."
    ),
    example="""
    options:
      - {id: o3f, what: A talk about sleep, kind: education}
      - {id: o5n, what: A leaflet, kind: education}
      - {id: o6t, what: A film, kind: education}
    """,
    better="""
    options:
      - {id: o3f, what: A talk about sleep, kind: education}
      - {id: o5n, what: Go out on Fridays, kind: change_how}
      - {id: o6t, what: The sister has child A, kind: childcare}
    """,
)
def _one_kind_only(case: Case) -> Iterator[Hit]:
    options = case.plan.options
    kinds = {option.kind for option in options}
    if len(options) >= FEW_OPTIONS and len(kinds) == 1 and "" not in kinds:
        yield Hit(
            case.plan_file,
            ("options",),
            "All options are of one kind.",
            "Think of other kinds too: education, prevention, treatment, support, advocacy, "
            "change_how, childcare.",
            at_key=True,
        )


def _answer(use: Use) -> str:
    """What the client says about stopping or cutting down this use; empty where nobody asked."""
    return use.considering.answer


def _with_answer(case: Case, *answers: str) -> list[Use]:
    return [use for use in case.plan.use if use.in_use and _answer(use) in answers]


def _on_track(options: tuple[Option, ...], *tracks: str) -> list[Option]:
    return [option for option in options if option.track in tracks]


@rule(
    "OPT05",
    "treatment-options-missing",
    WARNING,
    source=TREATMENT,
    finds=(
        "A client who thinks of stopping or cutting down, and no option that helps with it; in a "
        "draft from the first option or goal on."
    ),
    why="Somebody who is ready for less use should be shown ways to it, not only ways around it.",
    example="""
    use:
      - {id: s8w, considering: {answer: cut_down}}
    options:
      - {id: o3f, track: harm_reduction}
    """,
    better="""
    use:
      - {id: s8w, considering: {answer: cut_down}}
    options:
      - {id: o3f, track: harm_reduction}
      - {id: o6j, track: use_change}
    """,
)
def _treatment_options_missing(case: Case) -> Iterator[Hit]:
    wanting = _with_answer(case, *WANTS_LESS)
    if wanting and case.plan.has_ideas and not _on_track(case.plan.options, *LESS_USE):
        yield Hit(
            case.plan_file,
            (*wanting[0].path, "considering"),
            f"The client thinks of stopping or cutting down ({wanting[0].name}), "
            "but no option helps with that.",
            "Add options with track: use_change or treatment_support, so that there is something "
            "to choose from.",
            at_key=True,
        )


@rule(
    "OPT06",
    "one-track-only",
    WARNING,
    source=BOTH,
    finds=(
        "Options about less use and none about less harm; the reverse while the client is unsure "
        "about using less; or three and more that name no track. Asked once the harms are put in "
        "order."
    ),
    why=(
        "Both are looked at in every case: use may go on or come back in spite of the best plan, "
        "and a client in two minds may want to hear of ways to less. A clear no or yes is "
        "respected."
    ),
    example="""
    harms:
      - {id: h7k, rank: 1}
    options:
      - {id: o9c, what: Two glasses at most, track: use_change}
    """,
    better="""
    harms:
      - {id: h7k, rank: 1}
    options:
      - {id: o9c, what: Two glasses at most, track: use_change}
      - {id: o3f, what: The sister has child A, track: harm_reduction}
    """,
)
def _one_track_only(case: Case) -> Iterator[Hit]:
    missing = _track_missing(case)
    if missing:
        message, todo = ONE_TRACK[missing]
        few = len(case.plan.options) < FEW_OPTIONS
        also = f" There {_counted(case)} to choose from." if few else ""
        yield Hit(case.plan_file, ("options",), f"{message}{also}", todo, at_key=True)


def _matters(case: Case, use: Use) -> bool:
    """Whether to ask about less of it: medicine taken as directed only where harm comes from it."""
    harmful = {name for harm in case.plan.present_harms for name in harm.use}
    return use.supply != "prescribed_as_directed" or use.id in harmful


@rule(
    "OPT07",
    "change-not-asked",
    WARNING,
    draft=None,
    together=True,
    source=ASKING,
    finds="A use about which nobody asked whether the client thinks of stopping or cutting down.",
    why=(
        "Asking is the first step, and it costs nothing; any answer is fine. Medicine taken as "
        "directed is left out unless a harm names it."
    ),
    example="""
    use:
      - {id: s8w, substance: alcohol, pattern: binge}
    """,
    better="""
    use:
      - {id: s8w, substance: alcohol, pattern: binge,
         considering: {answer: no_change, asked_on: 2026-01-12}}
    """,
)
def _not_asked(case: Case) -> Iterator[Hit]:
    for use in case.plan.use:
        if use.in_use and _matters(case, use) and not _answer(use):
            yield Hit(
                case.plan_file,
                (*use.path, "considering"),
                f"Nobody has asked about stopping or cutting down ({use.name}).",
                "Ask, and write what the client says: considering with answer and asked_on; "
                "no_change is an answer like any other.",
                at_key=True,
            )
