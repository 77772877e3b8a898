"""What the rules on unintended harm say: hrcli's own, and an agency's own laid over them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from hrcli.document.data import Data, group, items, keyed, text, words
from hrcli.errors import Unreadable
from hrcli.finding import Path
from hrcli.knowledge.bundled import Knowledge, knowledge
from hrcli.plan import check

KIND = "unintended_harms"
FILE = f"{KIND}.yaml"
CODE = re.compile(r"R-[A-Z]{2,4}-\d\d\Z", re.ASCII)
GERMAN = "de"
PLAN_ITSELF = "any"
"""The intervention of rules that look at the plan, whatever its goals do."""

When: TypeAlias = Knowledge
"""One map of a rule's `when`: what has to hold together, in the words of its schema."""

WHATEVER = {"intervention": [PLAN_ITSELF]}
"""What a map says that names no intervention."""


class InGerman(NamedTuple):
    """What a rule says, in German."""

    risk: str
    ask: str
    reviewed_on: str = ""  # empty: a translation that nobody has reviewed


class UnintendedHarm(NamedTuple):
    """One way in which a plan may do harm without meaning to, and what would answer it."""

    id: str
    slug: str
    when: tuple[When, ...]
    interventions: frozenset[str]  # all that its maps name
    risk: str
    severity: str  # critical | high | moderate | info
    need: tuple[str, ...]
    also: tuple[str, ...]
    ask: str
    src: tuple[str, ...]
    conf: str  # source seen | mixed | unchecked
    reviewed_on: str = ""
    reviewed_by_role: str = ""
    stopped_counts: bool = False
    once: bool = False  # judged for the whole plan at once
    silent_beside: tuple[str, ...] = ()  # codes of rules; while one is open, this says nothing
    answers_since: tuple[str, ...] = ()  # facts; only what was done since their day answers it
    answers_anyway: tuple[str, ...] = ()  # words that answer it whenever they were put in place
    de: InGerman | None = None

    def german(self, locale: str) -> InGerman | None:
        """What it says in German, where a caseload speaks it and the rule can; else None."""
        return self.de if locale.partition("-")[0] == GERMAN else None

    @property
    def critical(self) -> bool:
        return self.severity == "critical"

    @property
    def verification(self) -> str:
        """How far it was checked, and whether a clinician has reviewed it."""
        if self.reviewed_on and self.reviewed_by_role:
            return f"{self.conf}; reviewed on {self.reviewed_on}, {self.reviewed_by_role}"
        return f"{self.conf}; not yet reviewed by a clinician"


Harms = Mapping[str, UnintendedHarm]


def _harm(data: Data) -> UnintendedHarm:
    maps: tuple[When, ...] = tuple({**WHATEVER, **when} for _, when in items(data, "when"))
    return UnintendedHarm(
        id=text(data, "id"),
        slug=text(data, "slug"),
        when=maps,
        interventions=frozenset(word for when in maps for word in when["intervention"]),
        risk=text(data, "risk"),
        severity=text(data, "severity"),
        need=words(data, "need"),
        also=words(data, "also"),
        ask=text(data, "ask"),
        src=words(data, "src"),
        conf=text(data, "conf"),
        reviewed_on=text(data, "reviewed_on"),
        reviewed_by_role=text(data, "reviewed_by_role"),
        stopped_counts=data.get("stopped_counts") is True,
        once=data.get("once") is True,
        silent_beside=words(data, "silent_beside"),
        answers_since=words(data, "answers_since"),
        answers_anyway=words(data, "answers_anyway"),
        de=_in_german(group(data, "de")),
    )


def _in_german(data: Data) -> InGerman | None:
    if not data:
        return None
    return InGerman(text(data, "risk"), text(data, "ask"), text(data, "reviewed_on"))


@lru_cache
def built_in() -> Harms:
    """The rules that come with hrcli, by their code."""
    return {harm.id: harm for harm in (_harm(item) for _, item in items(knowledge(FILE), "rules"))}


@lru_cache(maxsize=8)
def own(raw: bytes) -> Harms:
    """The rules in an agency's file, by their code. Raises Unreadable where something is amiss."""
    document = check.read_own(raw, KIND, f"knowledge/{FILE}")
    found: dict[str, UnintendedHarm] = {}
    for position, item in items(keyed(document.data), "rules"):
        harm = _harm(item)
        if harm.id in found:
            path: Path = ("rules", position, "id")
            todo = "Give one of the two another code."
            where = f"knowledge/{FILE}:{document.place(path)}  {document.dotted(path)}"
            raise Unreadable("Two rules have the same code.", where, todo)
        found[harm.id] = harm
    return found


def laid_over(built_in: Harms, own: Harms) -> Harms:
    """The rules in force: an agency's own take the place of those with their code, or come last."""
    return {**built_in, **own}


def in_force(knowledge: tuple[tuple[str, bytes], ...]) -> Harms:
    """The rules in force in a caseload with these knowledge files (name and bytes)."""
    raw = dict(knowledge).get(FILE)
    return built_in() if raw is None else laid_over(built_in(), own(raw))


@lru_cache
def _sources() -> Knowledge:
    known: Knowledge = knowledge("sources.yaml")["sources"]
    return known


def titles(harm: UnintendedHarm) -> tuple[str, ...]:
    """The titles of what a rule rests on; weak ones say so, a title of an agency stays as it is."""
    return tuple(_title(key) for key in harm.src)


def _title(key: str) -> str:
    source = _sources().get(key, {"title": key})
    return f"{source['title']} (weak source)" if source.get("weak") else str(source["title"])
