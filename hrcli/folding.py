"""When two texts are the same to whoever reads them, and what a name looks like, in any script.

Nothing else in hrcli compares what people wrote. The comparison is Unicode's compatibility caseless
match (The Unicode Standard, chapter 3.13, D146): composed or decomposed (NFC, NFD), in either case
(STRASSE is Straße, ΣΑΣ is σας), full width or not. Canonical matching alone would part what a
Japanese keyboard or a PDF writes from what everybody else does. Beyond that standard, since here a
name that is missed gets onto a page unasked:

- characters that nobody sees, and the vowel points that Arabic and Hebrew may leave out, are gone
  (Unicode leaves out the first in NFKC_Casefold too);
- apostrophes are one apostrophe, hyphens one hyphen, any white space one space;
- the Turkish i's are one i: whoever types has one keyboard or the other.

An accent is none of these: René and Rene stay two people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category, name, normalize

APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u00b4\u2032\uff07"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2043\u2212\ufe63\uff0d"), "-")
_ALIKE = {**APOSTROPHES, **_HYPHENS, ord("\u0131"): "i"}
# Patterns are compiled where they are needed, which --help is not.
# What Unicode lets a program leave out where it cannot show it (Default_Ignorable_Code_Point).
_UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The points of Hebrew and Arabic, and the stroke that only makes an Arabic word longer.
_POINTS = (
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652"
    "\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]|(?<=i)\u0307"
)
_MOST_MARKS = 8  # that are taken to belong to one letter, however many a file may hold
_LETTERS = r"[^\W\d_]+(?:['\u2019\u2010-][^\W\d_]+)*"
_RUNS = r"[^\W_]+"


def folded(text: str) -> str:
    """`text` in the one form in which texts are compared, never to be shown or saved."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = normalize("NFKD", normalize("NFD", text.translate(_ALIKE)).casefold())
    plain = normalize("NFKD", plain.casefold()).translate(_ALIKE)
    plain = re.sub(_POINTS, "", re.sub(_UNSEEN, "", plain))
    return " ".join(normalize("NFC", plain).split())


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to whoever reads them."""
    return one == other or folded(one) == folded(other)


def near(typed: str, known: Iterable[str], most: int = 1) -> list[str]:
    """What of the `known` looks most like what was typed, for somebody who mistyped it."""
    from difflib import get_close_matches  # not needed by --help

    forms: dict[str, str] = {}
    for word in known:
        forms.setdefault(folded(word), word)
    return [forms[it] for it in get_close_matches(folded(typed), forms, most)]


def meant(typed: str, known: Iterable[str]) -> str:
    """`Did you mean X? ` with the space behind it; empty where nothing known looks alike."""
    found = near(typed, known)
    return f"Did you mean {found[0]}? " if found else ""


def one_form(text: str) -> str:
    """`text` in one form of each character, in its own case and with its own spaces."""
    if text.isascii():
        return text
    plain = re.sub(_UNSEEN, "", text.translate(APOSTROPHES))
    return normalize("NFKC", plain).translate(APOSTROPHES)


def bare(text: str) -> str:
    """`text` folded, without spaces and punctuation: `N/A` is `na`, `-` is empty.

    A picture is no punctuation: it may be all that somebody writes for a person.
    """
    return "".join(sign for sign in folded(text) if in_word(sign) or category(sign) == "So")


def as_code(text: str) -> str:
    """What somebody typed for a code, as codes are written: goa01 is GOA01."""
    return folded(text).upper()


def capitalised(text: str) -> str:
    """`text` with a capital for its first letter, to be shown."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """`text` with a small first letter, to be shown inside a sentence."""
    return text[:1].lower() + text[1:]


def caseless(word: str) -> str:
    """A word in one form already, without its case; quicker than `folded`."""
    return word.casefold()


def characters(text: str) -> Iterator[tuple[int, str]]:
    """Each character of `text` as people count them, a letter with its marks, and its place."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or at - start > _MOST_MARKS or not _goes_on(text[at]):
            yield start, text[start:at]
            start = at


def _goes_on(sign: str) -> bool:
    """Whether a sign only makes another character of the one before: a mark, a Korean vowel."""
    return category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff"


def first_seen(text: str) -> str:
    """The first character that can be seen, in one form; empty where there is none."""
    shown = (sign for sign in re.sub(_UNSEEN, "", text) if category(sign)[0] not in "CZ")
    return one_form(next(shown, ""))


# Words


def in_word(sign: str) -> bool:
    """Whether one character is a part of words: a letter, a digit, or a mark upon one."""
    return sign.isalnum() or category(sign)[0] == "M"


def marks_as_letters(text: str) -> str:
    """`text` with a letter in the place of each mark, so that `\\w` sees whole words; as long."""
    if text.isascii():
        return text
    return "".join("x" if category(sign)[0] == "M" else sign for sign in text)


def letter_words(text: str) -> list[str]:
    """The words of a text that are made of letters, apostrophes and hyphens inside them kept."""
    return _found(_LETTERS, text)


def search_words(text: str) -> list[str]:
    """The words and numbers of a text, folded, for searching."""
    return _found(_RUNS, folded(text))


def _found(rule: str, text: str) -> list[str]:
    return [text[slice(*it.span())] for it in re.finditer(rule, marks_as_letters(text))]


def without_accents(text: str) -> str:
    """`text` folded, each letter without its marks."""
    if text.isascii():
        return folded(text)
    parts = normalize("NFD", folded(text))
    return "".join(sign for sign in parts if category(sign)[0] != "M")


# Names

TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"),
        *("herr", "frau", "mme", "mlle", "sr", "sra", "dott"),
    )
)
PARTICLES = frozenset(
    (
        *("of", "the", "and", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des"),
        *("la", "le", "las", "los", "van", "von", "der", "den", "ter", "ten", "zu", "zum", "zur"),
        *("af", "av", "bin", "ibn", "bint", "ben", "al", "el", "und", "et", "y"),
    )
)
"""Small words that stand inside names and never are one by themselves."""

_UNPARTED = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR")
"""The scripts that put no space between words."""
_AT_END = (*_UNPARTED, "HANGUL", "TIBETAN")
"""Those in which what belongs to the next word, or a particle, may follow a name at once."""
_BEFORE = {
    "ARABIC": "\u0648\u0641\u0628\u0643\u0644",
    "HEBREW": "\u05d5\u05d1\u05db\u05dc\u05de\u05e9\u05d4",
}
"""The letters (and, to, in ..) that some scripts write together with the name behind them."""
_MOST_BEFORE = 3


def looks_named(word: str) -> bool:
    """Whether a word is written as a name is where a script has two cases: with a capital first.

    Small letters follow, and other capitals at most behind one (McKay, O'Neil): what is written in
    capitals alone is none. A script with one case does not say.
    """
    return _has_capital(word) and any(category(sign) == "Ll" for sign in word[1:])


def name_words(text: str) -> list[str]:
    """The words of a name that can stand for somebody, folded: no title, no particle, no role.

    Where a script has two cases these begin with a capital; of one that has not it is every word.
    """
    return [
        folded(word)
        for word in _found(_RUNS, one_form(text))
        if _may_be_named(word) and caseless(word) not in TITLES | PARTICLES
    ]


def _may_be_named(word: str) -> bool:
    return category(word[0]) == "Lo" or (_has_capital(word) and len(word) > 1)


def _has_capital(word: str) -> bool:
    return category(word[:1] or " ") in ("Lu", "Lt")


def holds_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of the `names` stands in `text`, in whatever form, as a word of its own.

    Where a script puts no space between words, or writes small words together with the next, a name
    is found inside of what looks like a longer one: better asked once too often.
    """
    there = folded(text)
    forms = _forms(frozenset(names))
    return any(form in there for form in forms) and any(_stands(there, it) for it in forms)


@lru_cache(maxsize=64)
def _forms(names: frozenset[str]) -> tuple[str, ...]:
    """The names in the form in which they are looked for; the same ones are asked about often."""
    return tuple(form for form in map(folded, names) if form)


def _stands(text: str, wanted: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        if _begins(text, at) and _ends(text, at + len(wanted)):
            return True
        at = text.find(wanted, at + 1)
    return False


def _begins(text: str, at: int) -> bool:
    script = _script(text[at])
    glued = _BEFORE.get(script, "")
    for before in range(at - 1, at - 2 - _MOST_BEFORE, -1):
        if _free(text, before):
            return True
        if text[before] not in glued:
            break
    return script in _UNPARTED


def _ends(text: str, at: int) -> bool:
    if at < len(text) and category(text[at])[0] == "M":  # it makes another letter of the last one
        return False
    return _free(text, at) or _script(text[at - 1]) in _AT_END


def _free(text: str, at: int) -> bool:
    """Whether no word goes on at this place."""
    return not 0 <= at < len(text) or not (text[at] == "_" or in_word(text[at]))


@lru_cache(maxsize=1024)
def _script(sign: str) -> str:
    return name(sign, "").split(" ")[0]
