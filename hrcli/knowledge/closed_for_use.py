"""Whether the reason for closing a case is that somebody used: told by hrcli's lists of words."""

from __future__ import annotations

from functools import lru_cache

from hrcli.document.data import group
from hrcli.knowledge.bundled import knowledge
from hrcli.knowledge.language import PROFILES, WordList, matches, word_list

FILE = "closed_for_use.yaml"
KIND = "closed_for_use"
LANGUAGES = ("en", "de")


@lru_cache
def _lists() -> tuple[WordList, ...]:
    return tuple(
        word_list(group(knowledge(FILE), language), None, PROFILES[0], language, (KIND,))
        for language in LANGUAGES
    )


def closed_for_use(because: str) -> bool:
    """Whether the reason given for closing speaks of use as the reason, in any of LANGUAGES.

    What stands in quotes counts as well: a reason is no less one for being quoted.
    """
    return any(matches(because, listed, quoted=True) for listed in _lists())
