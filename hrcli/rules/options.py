"""Whether ideas were gathered before they were judged, and weighed before one was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import group, said, text, words
from hrcli.finding import Severity
from hrcli.method.facts import Use, uses
from hrcli.plan.case import Case
from hrcli.plan.plan import FEW_OPTIONS, WANTS_LESS, Option
from hrcli.rules.rule import Hit, Rule, the

BOTH = "DrugNet, Harm Reduction: less use and less harm, both looked at"
ASKING = "DrugNet, Harm Reduction: clinical step 1"
TREATMENT = "DrugNet, Harm Reduction: clinical step 3"
IDEAS = "DrugNet, Harm Reduction: problem-solving step 4"
WEIGHING = "DrugNet, Harm Reduction: problem-solving step 5"
RANGE = "didactic slides on harm reduction: a full range of ways to help"

JUDGEMENTS = ("costs", "benefits", "because")
LESS_USE = ("use_change", "treatment_support")


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


def _few_options(case: Case) -> Iterator[Hit]:
    ranked = any(harm.rank is not None for harm in case.plan.present_harms)
    count = len(case.plan.options)
    if ranked and count < FEW_OPTIONS:
        yield Hit(
            case.plan_file,
            ("options",),
            f"The harms have their order, but there {'is' if count == 1 else 'are'} "
            f"{count or 'no'} option{'' if count == 1 else 's'} to choose from.",
            "Find more ideas together before any is judged; odd ones are welcome "
            "(hrcli options shows some).",
            at_key=True,
        )


def _one_kind_only(case: Case) -> Iterator[Hit]:
    options = case.plan.options
    kinds = {text(option.data, "kind") for option in options}
    if len(options) >= FEW_OPTIONS and len(kinds) == 1 and "" not in kinds:
        yield Hit(
            case.plan_file,
            ("options",),
            "All options are of one kind.",
            "Think of other kinds too: education, prevention, treatment, support, advocacy, "
            "change_how, childcare.",
            at_key=True,
        )


def _answer(case: Case, use: Use) -> str:
    """What the client says about stopping or cutting down this use; empty where nobody asked."""
    return text(group(case.plan.data["use"][use.path[1]], "considering"), "answer")


def _with_answer(case: Case, *answers: str) -> list[Use]:
    return [use for use in uses(case.plan) if use.in_use and _answer(case, use) in answers]


def _on_track(options: tuple[Option, ...], *tracks: str) -> list[Option]:
    return [option for option in options if text(option.data, "track") in tracks]


def _treatment_options_missing(case: Case) -> Iterator[Hit]:
    wanting = _with_answer(case, *WANTS_LESS)
    if wanting and not _on_track(case.plan.options, *LESS_USE):
        yield Hit(
            case.plan_file,
            (*wanting[0].path, "considering"),
            f"The client thinks of stopping or cutting down ({wanting[0].name}), "
            "but no option helps with that.",
            "Add options with track: use_change or treatment_support, so that there is something "
            "to choose from.",
            at_key=True,
        )


def _one_track_only(case: Case) -> Iterator[Hit]:
    options = case.plan.options
    less_use, less_harm = _on_track(options, *LESS_USE), _on_track(options, "harm_reduction")
    if less_use and not less_harm:
        yield Hit(
            case.plan_file,
            ("options",),
            "All options are about using less; none makes the harm smaller meanwhile.",
            "Ask what would help even if use goes on or comes back, and add options with "
            "track: harm_reduction.",
            at_key=True,
        )
    elif less_harm and not less_use and _with_answer(case, "unsure"):
        yield Hit(
            case.plan_file,
            ("options",),
            "The client is unsure about using less, and no option looks at that.",
            "Where it is safe and possible, add an option with track: use_change to talk over; "
            "nobody has to choose it.",
            at_key=True,
        )


def _matters(case: Case, use: Use) -> bool:
    """Whether to ask about less of it: medicine taken as directed only where harm comes from it."""
    harmful = {name for harm in case.plan.present_harms for name in words(harm.data, "use")}
    return use.supply != "prescribed_as_directed" or use.id in harmful


def _not_asked(case: Case) -> Iterator[Hit]:
    for use in uses(case.plan):
        if use.in_use and _matters(case, use) and not _answer(case, use):
            yield Hit(
                case.plan_file,
                (*use.path, "considering"),
                f"Nobody has asked about stopping or cutting down ({use.name}).",
                "Ask, and write what the client says: considering with answer and asked_on; "
                "no_change is an answer like any other.",
                at_key=True,
            )


RULES = (
    Rule(
        "OPT01",
        "unweighed-choice",
        Severity.WARNING,
        WEIGHING,
        "An option that was chosen or rejected without a single benefit or a single cost.",
        "What speaks for and against it is how a choice is made, and how it is understood when "
        "the plan is made anew.",
        "options:\n  - {id: o3f, what: The sister has child A, state: chosen, "
        "benefits: [a quiet Sunday]}\n",
        "options:\n  - {id: o3f, what: The sister has child A, state: chosen, "
        "benefits: [a quiet Sunday],\n     costs: [a favour to ask]}\n",
        _unweighed_choice,
    ),
    Rule(
        "OPT02",
        "judged-early",
        Severity.ADVICE,
        IDEAS,
        "An option in state idea that has costs, benefits or a reason already.",
        "While ideas are gathered their number counts; a judgement stops the next one from being "
        "said.",
        "options:\n  - {id: o5n, what: Have the friends over, state: idea, "
        "because: the flat is too small}\n",
        "options:\n  - {id: o5n, what: Have the friends over, state: idea}\n",
        _judged_early,
    ),
    Rule(
        "OPT03",
        "few-options",
        Severity.ADVICE,
        IDEAS + "; the number three is hrcli's own",
        "Fewer than three options although the harms have been put in order.",
        "The more ideas there are, the likelier one of them fits this person; a single one is no "
        "choice.",
        "harms:\n  - {id: h7k, rank: 1}\noptions:\n  - {id: o3f, what: The sister has child A}\n",
        "harms:\n  - {id: h7k, rank: 1}\noptions:\n  - {id: o3f, what: The sister has child A}\n"
        "  - {id: o5n, what: Have the friends over}\n  - {id: o6t, what: Go out on Fridays}\n",
        _few_options,
    ),
    Rule(
        "OPT04",
        "one-kind-only",
        Severity.ADVICE,
        RANGE,
        "Three or more options that are all of one kind.",
        "Harm reduction goes along with every other way to help; one kind alone leaves most of "
        "them out.",
        "options:\n"
        "  - {id: o3f, what: A talk about sleep, kind: education}\n"
        "  - {id: o5n, what: A leaflet, kind: education}\n"
        "  - {id: o6t, what: A film, kind: education}\n",
        "options:\n"
        "  - {id: o3f, what: A talk about sleep, kind: education}\n"
        "  - {id: o5n, what: Go out on Fridays, kind: change_how}\n"
        "  - {id: o6t, what: The sister has child A, kind: childcare}\n",
        _one_kind_only,
    ),
    Rule(
        "OPT05",
        "treatment-options-missing",
        Severity.WARNING,
        TREATMENT,
        "A client who thinks of stopping or cutting down, and no option that helps with it.",
        "Somebody who is ready for less use should be shown ways to it, not only ways around it.",
        "use:\n  - {id: s8w, considering: {answer: cut_down}}\noptions:\n"
        "  - {id: o3f, track: harm_reduction}\n",
        "use:\n  - {id: s8w, considering: {answer: cut_down}}\noptions:\n"
        "  - {id: o3f, track: harm_reduction}\n  - {id: o6j, track: use_change}\n",
        _treatment_options_missing,
    ),
    Rule(
        "OPT06",
        "one-track-only",
        Severity.WARNING,
        BOTH,
        "Options about less use and none about less harm; or the reverse while the client is "
        "unsure about using less.",
        "Both are looked at in every case: use may go on or come back in spite of the best plan, "
        "and a client in two minds may want to hear of ways to less. A clear no or yes is "
        "respected.",
        "options:\n  - {id: o9c, what: Two glasses at most, track: use_change}\n",
        "options:\n"
        "  - {id: o9c, what: Two glasses at most, track: use_change}\n"
        "  - {id: o3f, what: The sister has child A, track: harm_reduction}\n",
        _one_track_only,
    ),
    Rule(
        "OPT07",
        "change-not-asked",
        Severity.WARNING,
        ASKING,
        "A use about which nobody asked whether the client thinks of stopping or cutting down.",
        "Asking is the first step, and it costs nothing; any answer is fine. Medicine taken as "
        "directed is left out unless a harm names it.",
        "use:\n  - {id: s8w, substance: alcohol, pattern: binge}\n",
        "use:\n  - {id: s8w, substance: alcohol, pattern: binge,\n"
        "     considering: {answer: no_change, asked_on: 2026-01-12}}\n",
        _not_asked,
    ),
)
