"""One name in each of six scripts, with accents or marks, and the forms in which it is typed."""

from __future__ import annotations

from typing import Literal, TypeAlias
from unicodedata import normalize

NAMES = {
    "Latin": "Zo\u00eb M\u00fcller-Stra\u00dfe",
    "Cyrillic": "\u0419\u043e\u0440\u0434\u0430\u043d \u0401\u043b\u043a\u0438\u043d",
    "Greek": "\u0386\u03bd\u03bd\u03b1 \u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
    "Arabic": "\u0622\u062f\u0645 \u0623\u062d\u0645\u062f",
    "Devanagari": "\u092b\u093c\u0930\u0939\u093e\u0928 \u0930\u093f\u092f\u093e",
    "Han": "\u674e\u5c0f\u660e",
}
CASED = ("Latin", "Cyrillic", "Greek")
Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")


def typed(name: str) -> set[str]:
    """A name as different keyboards and programs give it: every form, either case."""
    return {normalize(form, it) for form in FORMS for it in (name, name.upper(), name.lower())}
