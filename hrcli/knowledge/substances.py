"""The known substances, and the groups that each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from hrcli.document.data import words
from hrcli.knowledge.files import knowledge


@lru_cache
def groups() -> Mapping[str, frozenset[str]]:
    """Each known substance with the groups that it belongs to."""
    known = knowledge("substances.yaml")["substances"]
    return {substance: frozenset(words(about, "groups")) for substance, about in known.items()}
