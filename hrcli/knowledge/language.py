"""How to find, in a text, the words that put people down: a word list and a text in, matches out.

Text is compared word by word: in either case, in any Unicode form, over line breaks and hyphens,
possessives looked through. What stands in double quotes is somebody's own wording and left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any, NamedTuple, TypeAlias

from hrcli.document.data import group, items, text, words
from hrcli.knowledge.files import knowledge
from hrcli.plan import check
from hrcli.plan.case import Settings

KIND = "language"
FILE = f"{KIND}.yaml"
KINDS = (
    "judging",
    "debated",
    "coercive",
    "abstinence_condition",
    "punitive",
    "blaming",
)
PROFILES = ("clinical", "community")
UNCHECKED = "unchecked"
SOMEBODY = "client"  # what a person's name counts as
NUMBER = "#"
ANY = "*"
LAST = "$"
COMMON = ("small", "his", "be", "how", "number", "person", "himself", "common")
"""The sets of words that stand in any text, so that looking a phrase up by them is no use."""

MOST_SPELLINGS = 256  # of one phrase
MOST_SIGNS = 4096  # that are remembered, however many a file may hold

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
LOOKALIKES = {**INVISIBLE, **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4"), "'")}
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
GAP = re.compile(r"'?[^\S\n]*\n?[^\S\n]*[-\u2010\u2011]?[^\S\n]*\n?[^\S\n]*\Z")
QUOTED = re.compile(r"\u201c[^\u201c\u201d]*\u201d|\u201e[^\u201c\u201d\u201e]*[\u201c\u201d]")
STRAIGHT = re.compile(r'"[^"]*"')
ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
BROKEN = re.compile(r"[-\u2010\u00ad](?<=[^\W\d_].)[^\S\n]*\n?\s+(?=[^\W\d_])")
VERBS = {"'s": "is", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
PRONOUNS = frozenset(("i", "we", "you", "he", "she", "they", "who", "it", "that", "there"))
LINKS = frozenset(("of", "and", "on", "for", "the", "in", "to"))
ALWAYS = frozenset((SOMEBODY, NUMBER, *VERBS.values()))
"""What a name, a figure or an 's may stand for: a quick look takes all of it to be there."""


class Term(NamedTuple):
    """One entry of the list: what is looked for, and what to say instead."""

    name: str
    kind: str  # one of KINDS
    instead: str
    sources: tuple[str, ...]  # their titles
    conf: str  # how far the sources were seen


class Match(NamedTuple):
    """A term found in a text, from `start` up to `end`."""

    start: int
    end: int
    term: Term


class _Word(NamedTuple):
    """One word of a text: the forms it is known by, its place, and what is around it."""

    forms: frozenset[str]
    start: int
    end: int
    follows: bool  # whether only a space or a hyphen parts it from the word before
    titled: bool  # written with one capital, as names are


class _Phrase(NamedTuple):
    """One spelling of a term: the words that may stand at each position (None: any)."""

    steps: tuple[frozenset[str] | None, ...]
    last: bool  # whether nothing may follow that could be what is meant
    term: Term | None  # None: a name to leave alone
    spares: bool  # an exception: it silences the term


_Steps: TypeAlias = tuple[frozenset[str], ...]
"""The plain words that may stand at each position of a phrase."""


class WordList:
    """The terms of one language and one profile, ready for comparing."""

    def __init__(self, phrases: Iterable[_Phrase], sets: Mapping[str, frozenset[str]]) -> None:
        self.small = sets.get("small", frozenset())
        common = frozenset().union(*(sets.get(name, frozenset()) for name in COMMON))
        self.terms: set[Term] = set()
        self.by_word: dict[str, list[tuple[int, _Phrase]]] = {}
        self.signs: dict[str, list[_Steps]] = {}  # the terms, by the word they are looked up by
        for phrase in phrases:
            if phrase.term:
                self.terms.add(phrase.term)
            known = [
                (bool(step & common), len(step), at) for at, step in enumerate(phrase.steps) if step
            ]
            if known:  # the rarest word of the phrase is what it is looked up by
                at = min(known)[-1]
                plain = tuple(_plain_step(step) for step in phrase.steps if step)
                for form in phrase.steps[at] or ():
                    self.by_word.setdefault(form, []).append((at, phrase))
                    if not phrase.spares:
                        self.signs.setdefault(_plain_word(form), []).append(plain)


# From a list to phrases


def known(settings: Settings, kind: str) -> WordList:
    """The words of one of KINDS to look for in a caseload with these settings.

    Raises Unreadable where something is amiss in the agency's own list.
    """
    own = dict(settings.knowledge).get(FILE)
    return _known(own, settings.language_profile, settings.locale, kind)


@lru_cache(maxsize=64)
def _known(own: bytes | None, profile: str, locale: str, kind: str) -> WordList:
    return word_list(knowledge(FILE), _own(own), profile, locale, (kind,))


def _own(raw: bytes | None) -> Any:
    return check.read_own(raw, KIND, f"knowledge/{FILE}").data if raw else None


def word_list(
    built_in: Any, own: Any, profile: str, locale: str, kinds: Iterable[str] = KINDS
) -> WordList:
    """The words to look for: the built-in list with the agency's own laid over it.

    Each is the data of a language.yaml. One that speaks another language than `locale` stays out.
    An entry of the agency's replaces the built-in one of the same name; `dropped` takes some away.
    """
    language = locale.partition("-")[0]
    lists = [_mapping(data) for data in (built_in, own)]
    lists = [data for data in lists if (text(data, "language") or "en") == language]
    sets = _sets(lists)
    phrases: list[_Phrase] = []
    for kind in kinds:
        entries: dict[str, tuple[Mapping[str, Any], dict[str, str]]] = {}
        for data in lists:
            titles = {key: str(title) for key, title in group(data, "sources").items()}
            for _, entry in items(data, kind):
                entries[text(entry, "name")] = entry, titles
        gone = {name for data in lists for name in words(data, "dropped")}
        for name, (entry, titles) in entries.items():
            if name and name not in gone and profile in (words(entry, "profiles") or PROFILES):
                phrases += _entry(_term(entry, kind, profile, titles), entry, sets)
    for name in (name for data in lists for name in words(data, "names")):
        phrases += _spelt(name, sets, None, spares=True)
    return WordList(phrases, sets)


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _sets(lists: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """The named sets of words, plurals included; what an agency says about one is added to it."""
    found: dict[str, frozenset[str]] = {}
    for data in lists:
        sets = group(data, "sets")
        for name in sets:
            forms = (form for word in words(sets, name) for form in _plural(word))
            found[name] = found.get(name, frozenset()).union(forms)
    return found


def _term(entry: Mapping[str, Any], kind: str, profile: str, titles: Mapping[str, str]) -> Term:
    community = text(entry, "community") if profile == "community" else ""
    return Term(
        text(entry, "name"),
        kind,
        community or text(entry, "say"),
        tuple(titles.get(key, key) for key in words(entry, "source")),
        text(entry, "conf") or UNCHECKED,
    )


def _entry(
    term: Term, entry: Mapping[str, Any], sets: Mapping[str, frozenset[str]]
) -> Iterator[_Phrase]:
    for phrase in words(entry, "find"):
        yield from _spelt(phrase, sets, term, spares=False)
    for phrase in words(entry, "unless"):
        yield from _spelt(phrase, sets, term, spares=True)


def _spelt(
    written: str, sets: Mapping[str, frozenset[str]], term: Term | None, spares: bool
) -> Iterator[_Phrase]:
    """Every spelling of a phrase: with and without what may be left out, the last word in plural.

    A phrase without any word of its own, or of a set nobody knows, is no phrase.
    """
    parts = written.replace("-", " ").split()
    last = parts[-1:] == [LAST]
    choices = [_choices(part, sets) for part in (parts[:-1] if last else parts)]
    if frozenset() in (choice[0] for choice in choices):
        return
    for steps in islice(product(*choices), MOST_SPELLINGS):
        kept = [step for step in steps if step != frozenset()]
        if any(kept):
            ending = kept.pop()
            kept.append(ending and frozenset(form for one in ending for form in _plural(one)))
            yield _Phrase(tuple(kept), last, term, spares)


def _choices(part: str, sets: Mapping[str, frozenset[str]]) -> list[frozenset[str] | None]:
    """What may stand at one position; the empty set: nothing."""
    optional = part.endswith("?")
    part = part.rstrip("?")
    if part == ANY:
        step: frozenset[str] | None = None
    else:
        found: set[str] = set()
        for one in part.split("|"):
            named = one.startswith("{") and one.endswith("}")
            as_typed = one if one.isupper() else one.lower()
            found |= sets.get(one[1:-1], frozenset()) if named else {as_typed}
        step = frozenset(found)
    return [step, frozenset()] if optional else [step]


@lru_cache(maxsize=4096)
def _plural(word: str) -> tuple[str, ...]:
    if len(word) < 3 or not word.islower():
        return (word,)
    if word.endswith(("s", "x", "ch", "sh")):
        return word, f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word, f"{word[:-1]}ies"
    return word, f"{word}s"


# From a text to words


def _folded(raw: str, without: Collection[int]) -> tuple[str, Sequence[int]]:
    """`raw` in one form of each character, and where each stood; `without` some positions."""
    if raw.isascii() and not without:
        return raw, range(len(raw))
    out: list[str] = []
    origins: list[int] = []
    for at, char in enumerate(raw):
        if at in without:
            continue
        plain = _one_form(char)
        out.append(plain)
        origins += [at] * len(plain)
    return "".join(out), origins


@lru_cache(maxsize=1024)
def _one_form(char: str) -> str:
    return unicodedata.normalize("NFKC", char).translate(LOOKALIKES)


@lru_cache(maxsize=512)
def _words(raw: str, joined: bool) -> tuple[_Word, ...]:
    """The words of a text; `joined`: a word that a line break has parted at a hyphen is one."""
    without = {at for it in BROKEN.finditer(raw) for at in range(*it.span())} if joined else set()
    folded, origins = _folded(raw, without)
    silent = [span for rule in (QUOTED, ADDRESS) for span in _spans(rule, folded)]
    silent += _spans(STRAIGHT, _blanked(folded, silent))
    folded = _blanked(folded, silent)
    found: list[_Word] = []
    end = -1
    for it in WORD.finditer(folded):
        follows = end >= 0 and GAP.match(folded, end, it.start()) is not None
        place = origins[it.start()], origins[it.end() - 1] + 1
        found += _forms(it.group(), *place, follows)
        end = it.end()
    return tuple(found)


def _spans(rule: re.Pattern[str], folded: str) -> list[tuple[int, int]]:
    return [it.span() for it in rule.finditer(folded)]


def _blanked(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """`folded` with a sign that parts phrases in the place of each character of `spans`."""
    for start, end in spans:
        folded = folded[:start] + "\N{BULLET}" * (end - start) + folded[end:]
    return folded


def _forms(typed: str, start: int, end: int, follows: bool) -> Iterator[_Word]:
    """One word as the list may know it; `she's` is two."""
    stem, mark, tail = typed.partition("'")
    verb = VERBS.get(f"{mark}{tail}".lower(), "") if stem.lower() in PRONOUNS else ""
    base = stem if verb or tail.lower() in ("s", "") else typed
    forms = {base.lower(), base} | ({NUMBER} if base.isdigit() else set())
    yield _Word(frozenset(forms), start, end, follows, base[:1].isupper() and base[1:].islower())
    if verb:
        yield _Word(frozenset((verb,)), start, end, True, False)


# At first sight


PART = "\0"  # parts one text from the next; it stands in none


class _Plain(dict[int, str]):
    """What each character is at first sight: letters and digits in one form, else a gap."""

    def __missing__(self, code: int) -> str:
        one_form = _one_form(chr(code)).lower()
        plain = "".join(char if char.isalnum() else " " for char in one_form)
        if len(self) < MOST_SIGNS:
            self[code] = plain
        return plain


_PLAIN = _Plain({ord(PART): PART})


def _plain(raw: str) -> str:
    return raw.lower().translate(_PLAIN)


def _plain_word(form: str) -> str:
    """As much of a word of the list as cannot fail to be seen in a text."""
    return next(iter(_plain(form).split()), form)


@lru_cache(maxsize=1024)  # the named sets of words stand in most phrases
def _plain_step(forms: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plain_word, forms))


class Sign(NamedTuple):
    """A phrase at first sight: the word it is looked up by, and what has to stand beside it."""

    kind: str  # of term
    word: str
    steps: _Steps

    def in_words(self, there: frozenset[str]) -> bool:
        """Whether these are words of which the phrase could be made."""
        return self.word in there and not any(map(there.isdisjoint, self.steps))


class Signs(NamedTuple):
    """What has to stand in a text before anything can be found: a quick look before the careful."""

    words: frozenset[str]
    by_word: Mapping[str, tuple[Sign, ...]]

    def kinds_in(self, texts: Iterable[str]) -> Mapping[int, set[str]]:
        """The kinds of term that each text may hold, by its position; most hold none.

        What could be there at all is first asked of the texts as if they were one.
        """
        whole = f" {PART} ".join(texts)
        found: dict[int, set[str]] = {}
        for form in (whole, BROKEN.sub("", whole)) if BROKEN.search(whole) else (whole,):
            plain = _plain(form)
            signs = self._in_words(ALWAYS.union(plain.split()))
            parts = plain.split(PART)
            for word in {sign.word for sign in signs}:
                for position, part in enumerate(parts):
                    if word in part or word in ALWAYS:
                        there = ALWAYS.union(part.split())
                        kinds = {sign.kind for sign in signs if sign.in_words(there)}
                        found.setdefault(position, set()).update(kinds)
        return {position: kinds for position, kinds in found.items() if kinds}

    def _in_words(self, there: frozenset[str]) -> list[Sign]:
        words = self.words & there
        return [sign for word in words for sign in self.by_word[word] if sign.in_words(there)]


def signs_of(settings: Settings) -> Signs:
    """What to look for at first sight in a caseload with these settings."""
    own = dict(settings.knowledge).get(FILE)
    return _signs_of(own, settings.language_profile, settings.locale)


@lru_cache(maxsize=16)
def _signs_of(own: bytes | None, profile: str, locale: str) -> Signs:
    found: dict[str, dict[Sign, None]] = {}
    for kind in KINDS:
        for word, phrases in _known(own, profile, locale, kind).signs.items():
            found.setdefault(word, {}).update((Sign(kind, word, it), None) for it in phrases)
    return Signs(frozenset(found), {word: tuple(signs) for word, signs in found.items()})


# Comparing


def matches(raw: str, known: WordList, names: Collection[str] = ()) -> list[Match]:
    """The terms in a text, in the order of their places; none overlaps another.

    `names` are single words that name a person in this text; each counts as a person.
    """
    found = _raw_matches(_words(raw, False), known, names)
    if BROKEN.search(raw):
        found |= _raw_matches(_words(raw, True), known, names)
    kept: list[Match] = []
    for match in sorted(found, key=lambda it: (it.start - it.end, it.start, it.term)):
        if not any(match.start < it.end and it.start < match.end for it in kept):
            kept.append(match)
    return sorted(kept, key=lambda it: it.start)


def _raw_matches(there: tuple[_Word, ...], known: WordList, names: Collection[str]) -> set[Match]:
    """All that the list finds and no exception covers; matches may overlap."""
    hits: set[tuple[int, int, Term]] = set()
    spared: list[tuple[int, int, Term | None]] = []
    people = frozenset(names)
    forms = [
        word.forms | {SOMEBODY} if people & word.forms and word.titled else word.forms
        for word in there
    ]
    for first, after, phrase in _phrases_in(there, forms, known):
        if phrase.spares:
            spared.append((first, after, phrase.term))
        elif phrase.term and not _proper_name(there, first, after):
            hits.add((first, after, phrase.term))
    return {
        Match(there[first].start, there[after - 1].end, term)
        for first, after, term in hits
        if not any(f < after and first < a and it in (None, term) for f, a, it in spared)
    }


def _phrases_in(
    there: tuple[_Word, ...], forms: list[frozenset[str]], known: WordList
) -> Iterator[tuple[int, int, _Phrase]]:
    """Every phrase of the list that stands in the text: its first word, and the word after it."""
    for at, own in enumerate(forms):
        for form in own:
            for back, phrase in known.by_word.get(form, ()):
                first, after = at - back, at - back + len(phrase.steps)
                if first < 0 or after > len(forms):
                    continue
                alike = all(
                    step is None or step & forms[first + depth]
                    for depth, step in enumerate(phrase.steps)
                )
                unbroken = all(there[inner].follows for inner in range(first + 1, after))
                if alike and unbroken and not (phrase.last and _goes_on(there, after, known)):
                    yield first, after, phrase


def _goes_on(there: tuple[_Word, ...], after: int, known: WordList) -> bool:
    """Whether a word follows that the phrase may only describe: a drunk *driver*."""
    if after >= len(there) or not there[after].follows:
        return False
    return not known.small & there[after].forms


def _proper_name(there: tuple[_Word, ...], first: int, after: int) -> bool:
    """Whether several words in Capitals stand beside another in Capitals: a name, most likely."""
    if after - first < 2 or not all(word.titled for word in there[first:after]):
        return False
    return _titled_beside(there, first, -1) or _titled_beside(there, after - 1, 1)


def _titled_beside(there: tuple[_Word, ...], at: int, step: int) -> bool:
    """Whether the next word that is no link, in the direction of `step`, has a capital."""
    while True:
        joint = at if step < 0 else at + 1
        at += step
        if not 0 <= at < len(there) or not there[joint].follows:
            return False
        if not LINKS & there[at].forms:
            return there[at].titled
