"""What the knowledge behind the rules says about a word: a term, a stage, a scale, a wording."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from hrcli.document.data import Data, group, items, said, text, words
from hrcli.knowledge.bundled import knowledge
from hrcli.knowledge.instruments import Instrument, instruments
from hrcli.knowledge.language import KINDS, PROFILES, Term, known
from hrcli.knowledge.stages import Stage, stages
from hrcli.plan.case import Settings
from hrcli.plan.schema import as_word

TERMS = "terms.yaml"
NOT_REVIEWED = "not yet reviewed by a clinician"


def pages(word: str) -> list[str]:
    """The pages about `word`, as a worker would type it; empty where nothing is known of it."""
    sought = as_word(word.replace("'", ""))
    found = [_term_page(term) for term in terms() if sought in names(term)]
    if sought in stages():
        found.append(_stage_page(stages()[sought]))
    if sought in instruments():
        found.append(_instrument_page(instruments()[sought]))
    return [*found, *_wordings(sought)]


def terms() -> tuple[Data, ...]:
    """The terms of the field that are no words of a plan."""
    return tuple(term for _, term in items(knowledge(TERMS), "terms"))


def names(term: Data) -> tuple[str, ...]:
    """What a term may be looked up by."""
    return (text(term, "name"), *words(term, "also"))


def every_name() -> list[str]:
    """All that a term may be looked up by, for suggestions."""
    return sorted(name for term in terms() for name in names(term))


def _term_page(term: Data) -> str:
    titles = group(knowledge(TERMS), "sources")
    lines = [
        f"{text(term, 'name').replace('_', ' ')}: a term of the field",
        "",
        *(line for means in words(term, "means") for line in (*_wrapped(means), "")),
        *([f"  More: {text(term, 'see')}", ""] if said(term, "see") else []),
        _checked(tuple(text(titles, key) for key in words(term, "source")), text(term, "conf")),
    ]
    return "\n".join(lines)


def _wrapped(means: str) -> list[str]:
    return wrap(means, 88, initial_indent="  ", subsequent_indent="  ")


def _stage_page(stage: Stage) -> str:
    lines = [
        f"{stage.id}: what a worker does",
        "",
        f"  {stage.meaning}",
        f"  {stage.task}",
        "",
        "  A plan holds:",
        *(f"  - {item}" for item in stage.plan_holds),
        "",
        "  A way to talk: ask, tell with permission, ask again.",
        *(f"  - {line}" for line in (stage.elicit, stage.provide, stage.elicit_again)),
        "",
        _checked(stage.sources, stage.conf),
    ]
    return "\n".join(lines)


def _instrument_page(instrument: Instrument) -> str:
    total = instrument.total
    numbers = f"Total: {total[0]} to {total[1]}" if total else "It has no total"
    seen = "" if instrument.range_seen else " (not yet checked against a source)"
    about = ["It is about one substance each time."] if instrument.needs_substance else []
    bands = [f"  - {name}: {', '.join(them)}" for name, them in instrument.bands.items()]
    lines = [
        f"{instrument.id}: what its score can be",
        "",
        f"  {numbers}{seen}; {instrument.direction.replace('_', ' ')}.",
        *(f"  {line}" for line in about),
        "  Sets of bands (a band is never a diagnosis):" if bands else "  No set of bands.",
        *bands,
        f"  {instrument.licence}",
        "",
        _checked(instrument.sources, instrument.conf),
    ]
    return "\n".join(lines)


def _wordings(sought: str) -> Iterator[str]:
    """A page for each kind of wording with this name, with what either profile says instead."""
    for kind in KINDS:
        terms: dict[str, Term] = {}
        for profile in PROFILES:
            for term in known(Settings(language_profile=profile)).terms:
                if term.kind == kind and as_word(term.name) == sought:
                    terms[profile] = term
        if terms:
            yield _wording_page(kind, terms)


def _wording_page(kind: str, terms: dict[str, Term]) -> str:
    term = next(iter(terms.values()))
    lines = [
        f"{term.name}: a wording ({kind.replace('_', ' ')})",
        "",
        *(f"  Try ({profile}): {it.instead}" for profile, it in terms.items()),
        "",
        _checked(term.sources, term.conf),
    ]
    return "\n".join(lines)


def _checked(sources: tuple[str, ...], conf: str) -> str:
    return f"Source: {'; '.join(sources)} ({conf}; {NOT_REVIEWED})"
