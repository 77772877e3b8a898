"""Which words in a case put people down, push, blame or threaten: advice on the worker's own text.

What the client said stays as it is: fields that hold the client's words, and quotations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from hrcli.document.data import Value
from hrcli.finding import Path
from hrcli.folding import name_words
from hrcli.knowledge.language import UNCHECKED, Match, known, matches_by_kind
from hrcli.method.answers import stood_by
from hrcli.plan import schema
from hrcli.plan.case import Case, File, remembered
from hrcli.rules.rule import ADVICE, Hit, rule

# What stands at these keys is a name, a number or an hour; the list is about words for people.
NAMED = frozenset(("alias", "alias_for_service", "to", "recipient", "reference", "hours"))

ENGLISH = "English only: hrcli's lists say nothing in a caseload of another language"
LISTS = f"NIDA, AAP, Renfrewshire, INPUD and others; each entry names its own; {ENGLISH}"
STANCE = "ABECSW, CAMH, slides on the principles of harm reduction, Community Care Resources"
HRCLI = f"the phrases are hrcli's own, and no clinician has reviewed them yet; {ENGLISH}"


LONGEST_TEXT = 20_000  # characters; the schema says of a longer one that it is too long

ITEM, TEXT = 0, 1

Wanted: TypeAlias = dict[str | int, "Wanted"]
"""The steps that lead to texts: a key, ITEM of a list, and TEXT where one may stand."""


@lru_cache
def _worker_texts(kind: str) -> Wanted:
    """Where the worker's free text stands in a file of `kind`."""
    found: Wanted = {}
    for path, part in schema.properties(kind):
        steps = tuple(path.replace("[]", f".{ITEM}").split("."))
        if part.get("x-client-words") or path.rpartition(".")[2] in NAMED:
            continue
        if schema.is_free_text(kind, steps):
            here = found
            for step in steps:
                here = here.setdefault(ITEM if step == str(ITEM) else step, {})
            here[TEXT] = {}
            here.setdefault(ITEM, {})[TEXT] = {}
    return found


@remembered
def _found(case: Case) -> Mapping[str, list[tuple[File, Path, Match]]]:
    """Every place in the case where a term stands, by the kind of term; plans before a re-plan
    stay out of it.
    """
    listed, people = known(case.settings), _people(case)
    found: dict[str, list[tuple[File, Path, Match]]] = {}
    for kind, file in case.files:
        if file not in case.earlier and listed.terms:
            texts: list[tuple[Path, str]] = []
            _collect(file.data, _worker_texts(kind), (), texts)
            for path, written in texts:
                for of, matches in matches_by_kind(written, listed, people).items():
                    found.setdefault(of, []).extend((file, path, match) for match in matches)
    return found


def _collect(data: Value, wanted: Wanted, path: Path, found: list[tuple[Path, str]]) -> None:
    """Add every text of a file that stands at one of the wanted places to `found`."""
    if isinstance(data, str):
        if TEXT in wanted and len(data) <= LONGEST_TEXT:
            found.append((path, data))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in wanted:
                _collect(value, wanted[key], (*path, key), found)
    elif isinstance(data, list) and ITEM in wanted:
        for position, value in enumerate(data):
            _collect(value, wanted[ITEM], (*path, position), found)


def _people(case: Case) -> frozenset[str]:
    """The names by which the case speaks of the client and of others, one word each."""
    named = [case.plan.client.alias]
    named += [person.alias for person in case.plan.dependants]
    named += [support.who for support in stood_by(case.plan)]
    return frozenset(word for name in named for word in name_words(name))


def _hits(case: Case, of: str, message: str) -> Iterator[Hit]:
    for file, path, match in _found(case).get(of, ()):
        term = match.term
        unsure = " (not yet checked against a source)" if term.conf == UNCHECKED else ""
        yield Hit(
            file,
            path,
            message.format(name=term.name),
            f"Try: {term.instead}{unsure}. Somebody's own words can stand in double quotes.",
            at=match.start,
        )


@rule(
    "LNG01",
    "judging-word",
    ADVICE,
    source=f"Word lists: {LISTS}",
    finds="A word that makes a person into a label, or passes judgement.",
    why=(
        "People read their plans, and so do others. A label says nothing about what happened, "
        "and keeps people away from help. Nothing is replaced: the worker decides."
    ),
    example="""
    presenting_problem:
      text: Robin is a drug user and was late twice.
    """,
    better="""
    presenting_problem:
      text: Robin uses heroin and was late twice.
    """,
)
def _judging_word(case: Case) -> Iterator[Hit]:
    return _hits(case, "judging", "This is a word that judges: {name}.")


@rule(
    "LNG02",
    "debated-word",
    ADVICE,
    source=f"Word lists: {LISTS}",
    finds="A word that some guides advise against and others use.",
    why=(
        "It is worth a thought and no more; many services use these words every day. Switch "
        "the rule off if yours is one of them."
    ),
    example="""
    presenting_problem:
      text: There was a relapse in May.
    """,
    better="""
    presenting_problem:
      text: There was a return to use in May.
    """,
)
def _debated_word(case: Case) -> Iterator[Hit]:
    return _hits(case, "debated", "Guides disagree about this wording: {name}.")


@rule(
    "LNG03",
    "coercive-wording",
    ADVICE,
    source=f"{STANCE}; {HRCLI}",
    finds="Wording that pushes the client.",
    why=(
        "What is offered without pressure is taken up; a plan that orders people about is the "
        "worker's plan."
    ),
    example="""
    goals:
      - specific: Robin must comply with the group.
    """,
    better="""
    goals:
      - specific: Robin tries the group once and tells what it was like.
    """,
)
def _coercive_wording(case: Case) -> Iterator[Hit]:
    return _hits(case, "coercive", "This wording pushes: {name}.")


@rule(
    "LNG04",
    "abstinence-as-condition",
    ADVICE,
    source=f"{STANCE}; {HRCLI}",
    finds="Wording that makes not using the price of help.",
    why=(
        "Help that waits for abstinence reaches nobody who still uses. A goal of not using is as "
        "good as any other; this is about help being held back until then."
    ),
    example="""
    options:
      - what: She must stop drinking before housing is looked at
    """,
    better="""
    options:
      - what: Housing is looked at now; not drinking is a goal of its own
    """,
)
def _abstinence_as_condition(case: Case) -> Iterator[Hit]:
    return _hits(case, "abstinence_condition", "This makes not using a condition of help: {name}.")


@rule(
    "LNG05",
    "punitive-wording",
    ADVICE,
    source=f"{STANCE}; {HRCLI}",
    finds="Wording that threatens a punishment for use.",
    why=(
        "Nobody is thrown out for a return to use: it is what there is to learn from, and the time "
        "when contact matters most."
    ),
    example="""
    relapse_plan:
      for_client: He will be discharged if he uses.
    """,
    better="""
    relapse_plan:
      for_client: If he uses he rings, and we look at it together.
    """,
)
def _punitive_wording(case: Case) -> Iterator[Hit]:
    return _hits(case, "punitive", "This wording punishes: {name}.")


@rule(
    "LNG06",
    "blaming-wording",
    ADVICE,
    source=f"{STANCE}; {HRCLI}",
    finds="Wording that blames the client.",
    why=(
        "Blame stops people from telling what happened; what was going on around it can be worked "
        "with."
    ),
    example="""
    harms:
      - what: Lost the flat, it was his own fault
    """,
    better="""
    harms:
      - what: Lost the flat after three months without wages
    """,
)
def _blaming_wording(case: Case) -> Iterator[Hit]:
    return _hits(case, "blaming", "This wording blames: {name}.")
