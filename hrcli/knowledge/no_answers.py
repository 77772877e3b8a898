"""Whether what somebody wrote is an answer, or a word that only fills the place of one."""

from __future__ import annotations

from functools import lru_cache

from hrcli.document.data import group, words
from hrcli.folding import bare
from hrcli.knowledge.bundled import knowledge

FILE = "no_answers.yaml"
LONGEST = 40  # characters of a text that only fills a place


@lru_cache
def _listed(kind: str, inside: str = "") -> frozenset[str]:
    """The words of one kind in the form in which they are compared."""
    held = knowledge(FILE)
    return frozenset(map(bare, words(group(held, inside) if inside else held, kind)))


def is_nobody(who: str) -> bool:
    """Whether `who` names no person: a word for nobody, or only punctuation. Empty is not said."""
    return bool(who.strip()) and _is_short(who) and bare(who) in _listed("nobody") | {""}


def is_nothing(text: str) -> bool:
    """Whether free text says nothing: a word for nobody or a filler, or only punctuation."""
    return is_nobody(text) or (_is_short(text) and bare(text) in _listed("nothing"))


def _is_short(text: str) -> bool:
    """Whether a text may be one of the listed words; a long one is not looked into."""
    return len(text) <= LONGEST


def may_care(who: str, window: str) -> bool:
    """Whether `who` can look after a child for a window: somebody, grown up and able to then."""
    if not who.strip() or is_nobody(who) or bare(who) in _listed("always", "care"):
        return False
    unable = bare(who) in _listed("affected", "care")
    return not (unable and window in words(group(knowledge(FILE), "care"), "windows"))
