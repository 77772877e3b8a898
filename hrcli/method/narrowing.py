"""A list of words to choose from: the first of them, and those that a typed part speaks of.

The numbers are those of the whole list, whatever part of it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hrcli.folding import folded
from hrcli.plan import schema

MOST = 9
"""So many words are shown at once; a longer list begins with the commonest."""


def menu(words: Mapping[str, str], only: Collection[str] | None = None) -> str:
    """The words with their numbers and meanings: a short list whole, a long one's beginning, or
    `only` some.
    """
    wanted = list(words if only is None else only)
    shown = wanted if len(wanted) <= MOST else wanted[:MOST]
    lines = [
        f"  {number}. {word.replace('_', ' ')}: {meaning}"
        for number, (word, meaning) in enumerate(words.items(), start=1)
        if word in shown
    ]
    if len(shown) < len(wanted):
        more = len(wanted) - len(shown)
        lines.append(f"  ... and {more} more: type a part of a word to see it, or ? for all.")
    return "\n".join(lines)


def speaking_of(words: Mapping[str, str], typed: str) -> list[str]:
    """The words in which a typed part stands, or else in what they mean."""
    part, plain = schema.as_word(typed), folded(typed).strip()
    if not part or plain.isdecimal():
        return []
    named = [word for word in words if part in word]
    return named or [word for word, meaning in words.items() if plain in folded(meaning)]
