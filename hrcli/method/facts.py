"""What holds for a case on its day: the one door to everything that is written down in it.

Rules, the next step, lists, pages and reports ask here and never look at a flag, a word of context,
a key harm, an event or a score by themselves; where each fact comes from is a table (facts.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.finding import Path
from hrcli.knowledge.table_of_facts import named, rows
from hrcli.method.dependants import children, visiting_children
from hrcli.method.early_questions import unasked
from hrcli.method.fact import Fact, Facts
from hrcli.method.origins import written
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Harm


@remembered
def known(case: Case) -> Facts:
    """Every fact that holds for a case on its day, and what nobody has asked about."""
    facts = written(case)
    return Facts((*facts.every(), *_unasked(case, {fact.word for fact in facts.every()})))


def holds_named(case: Case, name: str) -> tuple[Fact, ...]:
    """The grounds for any of the words that the table gathers under a name (`violence`)."""
    return known(case).of(*named(name))


def undated(case: Case) -> Iterator[Fact]:
    """The facts that hold for some days and do not say since when, or name a day still to come."""
    places: set[tuple[str, Path]] = set()
    for fact in known(case).every():
        ahead = fact.since is not None and fact.since > case.today
        here = (fact.file.name, fact.at)
        if (fact.undated or ahead) and here not in places:
            places.add(here)
            yield fact


def concerns_child(case: Case) -> bool:
    """Whether a child lives here or comes, or a harm that is not resolved reaches one elsewhere."""
    return bool(children(case) or visiting_children(case)) or harm_reaches_a_child(case)


def harm_reaches_a_child(case: Case) -> bool:
    """Whether a harm that is not resolved reaches a child in the client's hands."""
    return any(it.reaches_child or may_be_abuse(it) for it in case.plan.present_harms)


def may_be_abuse(harm: Harm) -> bool:
    """Whether a child who is in the client's hands may be abused or neglected."""
    return harm.key_harm in named("harm_to_a_child") and not harm.spared


def _unasked(case: Case, words: set[str]) -> Iterator[Fact]:
    """What follows from nobody having asked: no answer of any kind, anywhere in the plan."""
    for row in rows():
        matters = not row.where or row.where in words
        if row.unasked and matters and unasked(case, row.unasked, words):
            origin = f"nobody has asked about {row.unasked}"
            yield Fact(row.fact, origin, case.plan_file, ("asked",), source="unasked")
