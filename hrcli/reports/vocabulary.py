"""The words that a report may have as rows: those of the schema and no others.

What stands in a case may be anything; a word that nobody knows could be a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hrcli.plan.schema import words_at

OTHER = "other_or_not_said"
_LISTS = ("harms", "use", "flags", "events")


@cache
def known_words(*path: str) -> tuple[str, ...]:
    """The schema's words at a place of the plan such as ("harms", "affects"), in their order."""
    steps = [step for name in path for step in ((name, 0) if name in _LISTS else (name,))]
    return tuple(words_at("plan", tuple(steps)))


@cache
def key_harms(own: tuple[str, ...]) -> tuple[str, ...]:
    """The key harms, with an agency's own."""
    return tuple(words_at("plan", ("harms", 0, "key_harm"), own))


def known(word: str, words: Iterable[str]) -> str:
    """`word` where it is one of `words`, else the row for all others."""
    return word if word in words else OTHER
