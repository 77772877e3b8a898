"""What the knowledge behind the rules says about a word: a term, a stage, a score, a wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from hrcli import resources
from hrcli.document import read
from hrcli.instruments import Instrument, instruments
from hrcli.language import KINDS, PROFILES, Term, known
from hrcli.plan import Settings, items, text, words
from hrcli.stages import Stage, stages

NOT_REVIEWED = "not yet reviewed by a clinician"


def pages(word: str) -> list[str]:
    """The pages about `word`, as a worker would type it; empty where nothing is known of it."""
    sought = _typed(word)
    found = []
    if sought in _terms():
        found.append(_term_page(_terms()[sought]))
    if sought in stages():
        found.append(_stage_page(stages()[sought]))
    if sought in instruments():
        found.append(_instrument_page(instruments()[sought]))
    return [*found, *_wordings(sought)]


@lru_cache
def _terms() -> dict[str, Mapping[str, Any]]:
    """The terms of the field, by every way to type them."""
    data = read(resources.text("knowledge", "terms.yaml").encode("utf-8")).data
    found: dict[str, Mapping[str, Any]] = {}
    for _, item in items(data, "terms"):
        sources = tuple(data["sources"][name] for name in words(item, "source"))
        for name in (text(item, "term"), *words(item, "also")):
            found[_typed(name)] = {**item, "sources": sources}
    return found


def terms() -> list[str]:
    """Every way to type a term, for suggestions."""
    return sorted(_terms())


def _typed(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("-", "_")


def _term_page(term: Mapping[str, Any]) -> str:
    lines = [
        f"{term['term']}: a term of the field",
        "",
        f"  {term['is']}",
        f"  More: {term['see']}",
        "",
        _checked(term["sources"], term["conf"]),
    ]
    return "\n".join(lines)


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
            for term in known(Settings(language_profile=profile), kind).terms:
                if term.name.lower().replace(" ", "_").replace("-", "_") == sought:
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
