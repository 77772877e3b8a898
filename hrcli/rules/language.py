"""Which words in a case put people down, push, blame or threaten: advice on the worker's own text.

What the client said stays as it is: fields that hold the client's words, and quotations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeAlias

from hrcli.document.data import group, items, text
from hrcli.finding import Path, Severity
from hrcli.knowledge.language import UNCHECKED, Term, known, matches, signs_of
from hrcli.plan import schema
from hrcli.plan.case import Case, File, remembered
from hrcli.rules.rule import Hit, Rule

# What stands at these keys is a name, a number or an hour; the list is about words for people.
NAMED = frozenset(("alias", "alias_for_service", "to", "recipient", "reference", "hours"))
NAME = re.compile(r"[A-Z][^\W\d_]+")

ENGLISH = "hrcli's lists are in English, and say nothing in a caseload of another language"
LISTS = f"NIDA, AAP, Renfrewshire, INPUD and others; each entry names its own; {ENGLISH}"
STANCE = "ABECSW, CAMH, slides on the principles of harm reduction, Community Care Resources"
HRCLI = f"the phrases are hrcli's own, and no clinician has reviewed them yet; {ENGLISH}"


ITEM, TEXT = 0, 1

Wanted: TypeAlias = dict[str | int, "Wanted"]
"""The steps that lead to texts: a key, ITEM of a list, and TEXT where one may stand."""


class Suspect(NamedTuple):
    """A text of the worker's that may hold terms, and of which kinds."""

    file: File
    path: Path
    text: str
    kinds: set[str]


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
def _suspects(case: Case) -> tuple[Suspect, ...]:
    """The worker's texts in a case that may hold terms; plans before a re-plan stay out of it."""
    told: list[tuple[File, Path, str]] = []
    for kind, file in case.files:
        if file not in case.earlier:
            found: list[tuple[Path, str]] = []
            _collect(file.data, _worker_texts(kind), (), found)
            told += [(file, *text) for text in found]
    suspicious = signs_of(case.settings).kinds_in(text for _, _, text in told)
    return tuple(Suspect(*told[position], kinds) for position, kinds in suspicious.items())


def _collect(data: Any, wanted: Wanted, path: Path, found: list[tuple[Path, str]]) -> None:
    """Add every text of a file that stands at one of the wanted places to `found`."""
    if isinstance(data, str):
        if TEXT in wanted:
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
    data = case.plan.data
    named = [text(group(data, "client"), "alias")]
    named += [text(item, "alias") for _, item in items(data, "dependants")]
    named += [text(item, "who") for _, item in items(data, "supports")]
    return frozenset(word.lower() for name in named for word in NAME.findall(name))


def _found(case: Case, of: str) -> Iterator[tuple[File, Path, int, Term]]:
    """Every place in the case where a term of this kind stands."""
    for it in _suspects(case):
        if of in it.kinds:
            for match in matches(it.text, known(case.settings, of), _people(case)):
                yield it.file, it.path, match.start, match.term


def _hits(of: str, message: str, case: Case) -> Iterator[Hit]:
    for file, path, start, term in _found(case, of):
        unsure = " (not yet checked against a source)" if term.conf == UNCHECKED else ""
        yield Hit(
            file,
            path,
            message.format(name=term.name),
            f"Try: {term.instead}{unsure}. Somebody's own words can stand in double quotes.",
            at=start,
        )


def _check(of: str, message: str) -> Callable[[Case], Iterator[Hit]]:
    return partial(_hits, of, message)


RULES = (
    Rule(
        "LNG01",
        "judging-word",
        Severity.ADVICE,
        f"Word lists: {LISTS}",
        "A word that makes a person into a label, or passes judgement.",
        "People read their plans, and so do others. A label says nothing about what happened, "
        "and keeps people away from help. Nothing is replaced: the worker decides.",
        "presenting_problem:\n  text: Robin is a drug user and was late twice.\n",
        "presenting_problem:\n  text: Robin uses heroin and was late twice.\n",
        _check("judging", "This is a word that judges: {name}."),
    ),
    Rule(
        "LNG02",
        "debated-word",
        Severity.ADVICE,
        f"Word lists: {LISTS}",
        "A word that some guides advise against and others use.",
        "It is worth a thought and no more; many services use these words every day. Switch "
        "the rule off if yours is one of them.",
        "presenting_problem:\n  text: There was a relapse in May.\n",
        "presenting_problem:\n  text: There was a return to use in May.\n",
        _check("debated", "Guides disagree about this wording: {name}."),
    ),
    Rule(
        "LNG03",
        "coercive-wording",
        Severity.ADVICE,
        f"{STANCE}; {HRCLI}",
        "Wording that pushes the client.",
        "What is offered without pressure is taken up; a plan that orders people about is the "
        "worker's plan.",
        "goals:\n  - specific: Robin must comply with the group.\n",
        "goals:\n  - specific: Robin tries the group once and tells what it was like.\n",
        _check("coercive", "This wording pushes: {name}."),
    ),
    Rule(
        "LNG04",
        "abstinence-as-condition",
        Severity.ADVICE,
        f"{STANCE}; {HRCLI}",
        "Wording that makes not using the price of help.",
        "Help that waits for abstinence reaches nobody who still uses. A goal of not using is as "
        "good as any other; this is about help being held back until then.",
        "options:\n  - what: She must stop drinking before housing is looked at\n",
        "options:\n  - what: Housing is looked at now; not drinking is a goal of its own\n",
        _check("abstinence_condition", "This makes not using a condition of help: {name}."),
    ),
    Rule(
        "LNG05",
        "punitive-wording",
        Severity.ADVICE,
        f"{STANCE}; {HRCLI}",
        "Wording that threatens a punishment for use.",
        "Nobody is thrown out for a return to use: it is what there is to learn from, and the time "
        "when contact matters most.",
        "relapse_plan:\n  for_client: He will be discharged if he uses.\n",
        "relapse_plan:\n  for_client: If he uses he rings, and we look at it together.\n",
        _check("punitive", "This wording punishes: {name}."),
    ),
    Rule(
        "LNG06",
        "blaming-wording",
        Severity.ADVICE,
        f"{STANCE}; {HRCLI}",
        "Wording that blames the client.",
        "Blame stops people from telling what happened; what was going on around it can be worked "
        "with.",
        "harms:\n  - what: Lost the flat, it was his own fault\n",
        "harms:\n  - what: Lost the flat after three months without wages\n",
        _check("blaming", "This wording blames: {name}."),
    ),
)
