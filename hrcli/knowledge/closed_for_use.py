"""Whether the reason for closing a case is that somebody used: told by hrcli's list of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hrcli.knowledge.files import knowledge

REACH = 3
"""How many words back a "not" still turns a phrase round."""

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

FILE = "closed_for_use.yaml"


@lru_cache
def _phrases() -> tuple[list[str], ...]:
    """The phrases, each with every word that its {substance} stands for."""
    known = knowledge(FILE)
    named = [{"substance": word} for word in known["substances"]]
    return tuple(
        _words(text)
        for phrase in known["phrases"]
        for text in dict.fromkeys(phrase.format(**each) for each in named)
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    return WORD.findall(plain)


def closed_for_use(because: str) -> bool:
    """Whether the reason given for closing speaks of use as the reason."""
    known, words = knowledge(FILE), _words(because)
    return any(
        words[start : start + len(phrase)] == phrase
        and not set(words[max(0, start - REACH) : start]) & set(known["unless_after"])
        and words[start + len(phrase) : start + len(phrase) + 1] not in _behind(known)
        for phrase in _phrases()
        for start in range(len(words))
    )


def _behind(known: Mapping[str, Any]) -> list[list[str]]:
    return [[word] for word in known["unless_before"]]
