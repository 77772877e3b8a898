"""What `?` says about a question: what it is for, an example, and what its words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hrcli.document.data import Value
from hrcli.plan.schema import Schema

NOTHING = "There is no more to say about this question."


def explained(part: Schema, words: Mapping[str, str], printed: str = "") -> str:
    """All that is known of a question, indented as what stands around it; at last who reads it."""
    told = [*_what_it_is(part, not words), *(f"{_plain(word)}: {words[word]}" for word in words)]
    told += [printed] if printed else []
    return "\n".join(f"  {text}" for text in told or [NOTHING])


def _what_it_is(part: Schema, texts: bool) -> Iterator[str]:
    if part.get("description"):
        yield str(part["description"])
    examples = part.get("examples", ())
    if examples:
        yield f"Such as: {as_typed(examples[0], texts)}"


def as_typed(value: Value, texts: bool = False) -> str:
    """An answer as somebody would type it; several `texts` with a semicolon between them."""
    if isinstance(value, list):
        return ("; " if texts else ", ").join(map(as_typed, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(word: str) -> str:
    return word.replace("_", " ")
