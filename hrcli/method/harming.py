"""The four parts of life: in which of them no harm was seen."""

from __future__ import annotations

from collections.abc import Collection

from hrcli.document.data import value_at
from hrcli.finding import Path
from hrcli.method.interview import Interview
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change

NONE_SEEN: Path = ("none_seen",)


def none_seen(session: Interview, domains: Collection[str]) -> list[str]:
    """Ask in which of these parts of life no harm was found; none where it is left open."""
    part = schema.property_at("plan", NONE_SEEN) or {}
    known = schema.words_at("plan", NONE_SEEN)
    words = {word: known[word] for word in domains}
    return session.several("none_seen", str(part.get("x-question")), words)


def without_harm(case: Case, seen: Collection[str]) -> list[Change]:
    """What it changes that no harm was `seen` in these parts of life."""
    there = value_at(case.plan.data, NONE_SEEN)
    stands = list(there) if isinstance(there, list) else []
    new = [word for word in seen if word not in stands]
    return [Change(NONE_SEEN, [*stands, *new])] if new else []
