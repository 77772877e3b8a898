"""How to find, in a text, the words that put people down: a word list and a text in, matches out.

Text is compared word by word: in either case, in any Unicode form, over line breaks and hyphens,
possessives looked through. What stands in double quotes is somebody's own wording and left alone.
All phrases of a list are looked for at once, so that a text costs by its length alone.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import compress, islice, product
from typing import Any, NamedTuple, TypeAlias

from hrcli.document.data import Data, Value, group, items, text, words
from hrcli.folding import caseless, characters, looks_named, marks_as_letters, one_form
from hrcli.knowledge.bundled import knowledge
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
FORMS = "~"
FOUND = "@"
FINDS, SPARES, BEFORE, BEHIND = ROLES = ("finds", "spares", "before", "behind")
"""What a phrase does: find its term, silence it where they overlap, or right before or behind."""

EVERYWHERE = ("small", "his", "be", "how", "person")
COMMON = ("common", "number", "time", "himself", "once", "must", "get", "do")
"""The sets of words that stand in any text, and in many, so that looking a phrase up by them is
of little use.
"""

MOST_SPELLINGS = 256  # of one phrase
MOST_PHRASES = 10_000  # that are looked at in one text
MOST_MATCHES = 100  # of one kind that are told of in one text
MOST_REMEMBERED = 4096  # words of texts, however many a file may hold
LONGEST_FORM = 4  # of one character: a sign that stands for a whole sentence stays a sign

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
GAP = re.compile(r"'?[^\S\n]*(?:\n[^\S\n]*)?(?:[-\u2010\u2011][^\S\n]*(?:\n[^\S\n]*)?)?")
QUOTED = re.compile(
    r"\u201c[^\u201c\u201d]*\u201d|\u201e[^\u201c\u201d\u201e]*[\u201c\u201d]"
    r"|\u00bb[^\u00ab\u00bb]*\u00ab|\u00ab[^\u00ab\u00bb]*\u00bb"
)
STRAIGHT = re.compile(r'"[^"]*"')
ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\S)@*[^\s@]+@\S+\.\S+")
BROKEN = re.compile(r"[-\u2010\u00ad](?<=[^\W\d_].)\s+(?=[^\W\d_])")
UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})
"""How a German word is typed where the keyboard lacks its letters."""
VERBS = {"'s": "is", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
PRONOUNS = frozenset(("i", "we", "you", "he", "she", "they", "who", "it", "that", "there"))
TURNED = (
    *("do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "ca", "could"),
    *("wo", "would", "should", "must", "need"),
)
WHOLE = {"ca": "can", "wo": "will"}
NEGATED = {f"{verb}n{mark}t": WHOLE.get(verb, verb) for verb in TURNED for mark in ("'", "")}
"""The verbs that an n't turns round (with the apostrophe forgotten as well), each without it."""
DOUBLED = re.compile(r"\A[^aeiou]*[aeiou][bdgklmnprt]\Z")
"""A verb of one short syllable, whose last letter is written twice: stop, stopped."""
STANDS_IN = frozenset((SOMEBODY, NUMBER))
"""What a name or a figure counts as: it may be there although it was not typed."""
LINKS = frozenset(("of", "and", "on", "for", "the", "in", "to"))


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


Step: TypeAlias = "frozenset[str] | None"
"""The words that may stand at one position of a phrase; None: any."""


class _Phrase(NamedTuple):
    """One spelling of a term."""

    steps: tuple[Step, ...]
    last: bool  # whether nothing may follow that could be what is meant
    term: Term | None  # None: a name to leave alone
    role: str  # one of ROLES


Choices: TypeAlias = Callable[[str], "list[tuple[Step, ...]]"]
"""What may stand at one part of a phrase."""


class WordList:
    """The terms of one language and one profile, ready for comparing.

    Each step of each phrase is one bit. A text is read word by word, and the bits of the steps
    that have been met so far move on by one (Shift-And: Baeza-Yates and Gonnet 1992, "A new
    approach to text searching"), so that what a text costs depends on its length alone.
    """

    def __init__(self, phrases: Iterable[_Phrase], sets: Mapping[str, frozenset[str]]) -> None:
        self.small = sets.get("small", frozenset())
        self.terms: set[Term] = set()
        self.by_last_bit: dict[int, _Phrase] = {}
        first, hits = list[int](), list[int]()
        places: dict[Step, list[int]] = {None: []}
        bit = 0
        for phrase in dict.fromkeys(phrases):
            first.append(bit)
            for step in phrase.steps:
                places.setdefault(step, []).append(bit)
                bit += 1
            self.by_last_bit[bit - 1] = phrase
            if phrase.term and phrase.role == FINDS:
                self.terms.add(phrase.term)
                hits.append(bit - 1)
        self.first, self.last = _bits(first), _bits(self.by_last_bit)
        self._hits, self._any = _bits(hits), _bits(places.pop(None))
        self._by_form: dict[str, int] = defaultdict(int)
        for step, positions in places.items():
            bits = _bits(positions)
            for form in step or ():
                self._by_form[form] |= bits
        self._keys = self._key_words(
            *(
                frozenset[str]().union(*(sets.get(name, ()) for name in names))
                for names in (EVERYWHERE, COMMON)
            )
        )
        self._needs_a_look = not self._keys.isdisjoint(STANDS_IN)
        self._remembered: dict[str, tuple[int, ...]] = {}

    def _key_words(self, everywhere: frozenset[str], common: frozenset[str]) -> frozenset[str]:
        """One word of each term that has to be there: of its steps the one that is rarest in texts.

        None has to be there where a name or a figure would do.
        """

        @cache
        def share(step: Step) -> tuple[bool, bool, bool, int]:
            meant = step or STANDS_IN
            sets = (STANDS_IN, everywhere, common)
            anything, any_text, many_texts = (not it.isdisjoint(meant) for it in sets)
            return anything, any_text, many_texts, len(meant)

        hits = (phrase for phrase in self.by_last_bit.values() if phrase.role == FINDS)
        rarest = {min(phrase.steps, key=share) for phrase in hits}
        words = (STANDS_IN if share(step)[0] else step or () for step in rarest)
        return frozenset(caseless(form) for step in words for form in step)

    def steps_met_by(self, forms: Iterable[str]) -> int:
        """The bits of the steps at which a word with these forms may stand."""
        bits = self._any
        for form in forms:
            if form in self._by_form:
                bits |= self._by_form[form]
        return bits

    def may_stand_in(self, raw: str) -> bool:
        """Whether any term may be in a text, at first sight: what is between the words is not
        looked at, and whatever is written with one capital counts as a name.
        """
        if self._met(raw if raw.isascii() else _folded(raw, False)[0]):
            return True
        return bool(BROKEN.search(raw)) and self._met(_folded(raw, True)[0])

    def _met(self, folded: str) -> bool:
        if not self._has_key(caseless(folded)):
            return False
        state = 0
        for typed in _words_of(folded):
            for bits in self._at_first_sight(typed):
                state = (state << 1 | self.first) & bits
                if state & self._hits:
                    return True
        return False

    def _has_key(self, small: str) -> bool:
        there = _words_of(small)
        if self._needs_a_look or not self._keys.isdisjoint(there):
            return True
        if "'" not in small and NEGATED.keys().isdisjoint(there):
            return False
        short = (typed for typed in there if "'" in typed or typed in NEGATED)
        parted = (forms for typed in short for forms in _forms(typed))
        return not all(map(self._keys.isdisjoint, parted))

    def _at_first_sight(self, typed: str) -> tuple[int, ...]:
        known = self._remembered.get(typed)
        if known is None:
            somebody = (SOMEBODY,) if _titled(typed) else ()
            known = tuple(self.steps_met_by((*forms, *somebody)) for forms in _forms(typed))
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[typed] = known
        return known


def _bits(positions: Collection[int]) -> int:
    """The number in which these bits are set."""
    raw = bytearray(max(positions, default=0) // 8 + 1)
    for position in positions:
        raw[position // 8] |= 1 << position % 8
    return int.from_bytes(raw, "little")


# From a list to phrases


def known(settings: Settings) -> WordList:
    """The words of all KINDS to look for in a caseload with these settings.

    Raises Unreadable where something is amiss in the agency's own list.
    """
    own = dict(settings.knowledge).get(FILE)
    return _known(own, settings.language_profile, settings.locale)


@lru_cache(maxsize=16)
def _known(own: bytes | None, profile: str, locale: str) -> WordList:
    return word_list(knowledge(FILE), _own(own), profile, locale)


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
    choices: Choices = cache(partial(_choices, sets))
    phrases: list[_Phrase] = []
    for kind in kinds:
        entries: dict[str, tuple[Data, dict[str, str]]] = {}
        for data in lists:
            titles = {key: str(title) for key, title in group(data, "sources").items()}
            for _, entry in items(data, kind):
                entries[text(entry, "name")] = entry, titles
        gone = {name for data in lists for name in words(data, "dropped")}
        for name, (entry, titles) in entries.items():
            if name and name not in gone and profile in (words(entry, "profiles") or PROFILES):
                phrases += _entry(_term(entry, kind, profile, titles), entry, choices)
    for name in (name for data in lists for name in words(data, "names")):
        phrases += _spelt(name, choices, None, SPARES)
    return WordList(phrases, sets)


def _mapping(data: Value) -> Data:
    return data if isinstance(data, dict) else {}


def _sets(lists: Iterable[Data]) -> dict[str, frozenset[str]]:
    """The named sets of words, plurals included; what an agency says about one is added to it."""
    found: dict[str, frozenset[str]] = {}
    for data in lists:
        sets = group(data, "sets")
        for name in sets:
            listed = (form for word in words(sets, name) for form in _meant(word, {}))
            forms = (form for word in listed for form in _plural(word))
            found[name] = found.get(name, frozenset()).union(forms)
    return found


def _term(entry: Data, kind: str, profile: str, titles: Mapping[str, str]) -> Term:
    community = text(entry, "community") if profile == "community" else ""
    return Term(
        text(entry, "name"),
        kind,
        community or text(entry, "say"),
        tuple(titles.get(key, key) for key in words(entry, "source")),
        text(entry, "conf") or UNCHECKED,
    )


def _entry(term: Term, entry: Data, choices: Choices) -> Iterator[_Phrase]:
    for phrase in words(entry, "find"):
        yield from _spelt(phrase, choices, term, FINDS)
    for phrase in words(entry, "unless"):
        before, found, behind = phrase.partition(FOUND)
        if found:
            yield from _spelt(before, choices, term, BEFORE)
            yield from _spelt(behind, choices, term, BEHIND)
        else:
            yield from _spelt(phrase, choices, term, SPARES)


def _spelt(written: str, choices: Choices, term: Term | None, role: str) -> Iterator[_Phrase]:
    """Every spelling of a phrase: with and without what may be left out, the last word in plural.

    A phrase without any word of its own, or of a set nobody knows, is no phrase.
    """
    parts = written.split()
    last = parts[-1:] == [LAST]
    all_ways = map(choices, parts[:-1] if last else parts)
    for ways in islice(product(*all_ways), MOST_SPELLINGS):
        steps = [step for way in ways for step in way]
        if any(steps):
            yield _Phrase((*steps[:-1], _plurals(steps[-1])), last, term, role)


@lru_cache(maxsize=1024)
def _plurals(step: Step) -> Step:
    return step and frozenset(form for one in step for form in _plural(one))


def _choices(sets: Mapping[str, frozenset[str]], part: str) -> list[tuple[Step, ...]]:
    """What may stand at one part of a phrase: in each way, the steps that it takes."""
    optional = part.endswith("?")
    part = part.rstrip("?")
    if part == ANY:
        ways: list[tuple[Step, ...]] = [(None,)]
    else:
        listed = (word for one in part.split("|") for word in _meant(one, sets))
        meant = {way for word in listed for way in (word, word.translate(UMLAUTS))}
        parted = (word.split("-") for word in sorted(meant) if "-" in word.strip("-"))
        ways = [tuple(frozenset((inner,)) for inner in word) for word in parted]
        if meant:
            ways.insert(0, (frozenset(word.replace("-", "") for word in meant),))
        ways += [_forms(word) for word in sorted(meant) if "'" in word or word in NEGATED]
    return [*ways, ()] if optional else ways


def _meant(one: str, sets: Mapping[str, frozenset[str]]) -> Iterable[str]:
    """The words that one word of a phrase stands for: a set, the forms of a verb, or itself."""
    if one.startswith("{") and one.endswith("}"):
        return sets.get(one[1:-1], frozenset())
    if one.startswith(FORMS):
        return verb_forms(one.removeprefix(FORMS))
    return (_as_listed(one),)


def _as_listed(word: str) -> str:
    """A word of a list as it is compared: in capitals only where it is so written."""
    return _one_form(word if word.isupper() else caseless(word)).strip("'")


def verb_forms(verb: str) -> tuple[str, ...]:
    """The regular forms of an English verb: stop, stops, stopped, stopping."""
    verb = _as_listed(verb)
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    base = f"{verb}{verb[-1:]}" if DOUBLED.search(verb) else verb
    return *_plural(verb), f"{base}ed", f"{base}ing"


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


@lru_cache(maxsize=4)  # a text is looked at quickly, and then with care
def _folded(raw: str, joined: bool) -> tuple[str, Sequence[int]]:
    """`raw` in one form of each character, and where each stood.

    `joined`: a word that a line break has parted at a hyphen is one.
    """
    if raw.isascii() and not joined:
        return raw, range(len(raw))
    kept = bytearray(b"\1") * len(raw)
    for it in BROKEN.finditer(raw) if joined else ():
        kept[it.start() : it.end()] = bytes(it.end() - it.start())
    if raw.isascii():
        return "".join(compress(raw, kept)), array("l", compress(range(len(raw)), kept))
    out: list[str] = []
    origins = array("l")
    for at, character in characters(raw):
        if kept[at]:
            plain = _one_form(character)
            out.append(plain)
            origins.extend([at] * len(plain))
    return "".join(out), origins


@lru_cache(maxsize=MOST_REMEMBERED)
def _one_form(written: str) -> str:
    """A character, or a word of a list, in the one form in which it is compared."""
    plain = one_form(written)
    return plain if len(plain) <= max(LONGEST_FORM, len(written)) else written


def _silenced(folded: str) -> str:
    """A text with a sign that parts phrases in the place of each character of quotes, addresses."""
    for rule in (QUOTED, ADDRESS, STRAIGHT):
        folded = rule.sub(_bullets, folded)
    return folded


def _bullets(match: re.Match[str]) -> str:
    return "\N{BULLET}" * (match.end() - match.start())


@lru_cache(maxsize=MOST_REMEMBERED)
def _forms(typed: str) -> tuple[frozenset[str], ...]:
    """The forms by which a list may know what was typed as one word; `she's`, `didn't` are two."""
    small = caseless(typed)
    if small in NEGATED:
        return frozenset((NEGATED[small],)), frozenset(("not",))
    stem, mark, tail = small.partition("'")
    if stem in PRONOUNS and mark + tail in VERBS:
        return frozenset((stem,)), frozenset((VERBS[mark + tail],))
    base = _base(typed)
    return (frozenset((caseless(base), base, *([NUMBER] if base[:1].isdigit() else ()))),)


def _base(typed: str) -> str:
    """A word without the 's of a possessive."""
    stem, _, tail = typed.partition("'")
    return stem if tail in ("s", "S") else typed


def _titled(typed: str) -> bool:
    """Whether a word is written with one capital, as names are."""
    stem, mark, tail = typed.partition("'")
    base = stem if mark + caseless(tail) in VERBS else typed
    return looks_named(base)


def _words_of(folded: str) -> list[str]:
    """The words of a text in one form, each whole in every script."""
    if folded.isascii():
        return WORD.findall(folded)
    return [folded[slice(*it.span())] for it in WORD.finditer(marks_as_letters(folded))]


class _Words:
    """A text as a row of words: the forms of each, its place, and what parts it from the others.

    Kept as plain numbers, because a text may hold some hundred thousand of them.
    """

    def __init__(self, raw: str, joined: bool, quoted: bool) -> None:
        whole, self._origins = _folded(raw, joined)
        self._folded = whole if quoted else _silenced(whole)
        self._starts, self._ends = array("l"), array("l")
        self._follows = bytearray()
        self._parts = bytearray()
        end = -1
        for it in WORD.finditer(marks_as_letters(self._folded)):
            start = it.start()
            follows = end >= 0 and self._only_a_gap(end, start)
            end = it.end()
            for part in range(len(_forms(self._folded[start:end]))):
                self._starts.append(start)
                self._ends.append(end)
                self._follows.append(follows or part > 0)
                self._parts.append(part)

    def _only_a_gap(self, end: int, start: int) -> bool:
        if start - end == 1 and self._folded[end] == " ":
            return True
        return GAP.fullmatch(self._folded, end, start) is not None

    def __len__(self) -> int:
        return len(self._starts)

    def _typed(self, at: int) -> str:
        return self._folded[self._starts[at] : self._ends[at]]

    def forms(self, at: int) -> frozenset[str]:
        """The forms by which the list may know this word."""
        return _forms(self._typed(at))[self._parts[at]]

    def titled(self, at: int) -> bool:
        """Whether this word is written with one capital, as names are."""
        return not self._parts[at] and _titled(self._typed(at))

    def follows(self, at: int) -> bool:
        """Whether only a space or a hyphen parts this word from the one before."""
        return self._follows[at] != 0

    def start(self, at: int) -> int:
        """Where this word begins in the text as it was written."""
        return self._origins[self._starts[at]]

    def end(self, at: int) -> int:
        """Where this word ends in the text as it was written."""
        return self._origins[self._ends[at] - 1] + 1


# Comparing


def matches(
    raw: str, known: WordList, names: Collection[str] = (), quoted: bool = False
) -> list[Match]:
    """The terms in a text, in the order of their places; none overlaps another.

    `names` are single words that name a person in this text; each counts as a person. `quoted`:
    what stands in quotes is looked at as well.
    """
    return _apart(_all_matches(raw, known, names, quoted), len(raw))


def matches_by_kind(
    raw: str, known: WordList, names: Collection[str] = ()
) -> dict[str, list[Match]]:
    """The terms in a text as in `matches`, by their kind; those of two kinds may overlap."""
    by_kind: dict[str, set[Match]] = {}
    for match in _all_matches(raw, known, names, False):
        by_kind.setdefault(match.term.kind, set()).add(match)
    return {kind: _apart(found, len(raw)) for kind, found in by_kind.items()}


def _all_matches(raw: str, known: WordList, names: Collection[str], quoted: bool) -> set[Match]:
    if not known.may_stand_in(raw):
        return set()
    found = _raw_matches(_Words(raw, False, quoted), known, names)
    if BROKEN.search(raw):
        found |= _raw_matches(_Words(raw, True, quoted), known, names)
    return found


def _apart(found: Iterable[Match], length: int) -> list[Match]:
    """The longest of those that overlap, in the order of their places, as many as are told of."""
    kept: list[Match] = []
    taken = bytearray(length)
    for match in sorted(found, key=lambda it: (it.start - it.end, it.start, it.term)):
        if taken.find(1, match.start, match.end) < 0:
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            kept.append(match)
    return sorted(kept, key=lambda it: it.start)[:MOST_MATCHES]


def _raw_matches(there: _Words, known: WordList, names: Collection[str]) -> set[Match]:
    """All that the list finds and no exception covers; matches may overlap."""
    hits: set[tuple[int, int, Term]] = set()
    spared: dict[tuple[str, Term | None], set[int]] = defaultdict(set)
    phrases = _phrases_in(there, known, frozenset(names))
    for first, after, phrase in islice(phrases, MOST_PHRASES):
        key = phrase.role, phrase.term
        if phrase.role == SPARES:
            spared[key].update(range(first, after))
        elif phrase.role == BEFORE:
            spared[key].add(after)
        elif phrase.role == BEHIND:
            spared[key].add(first)
        elif phrase.term and not _proper_name(there, first, after):
            hits.add((first, after, phrase.term))

    def stands(first: int, after: int, term: Term) -> bool:
        if first in spared[BEFORE, term] and there.follows(first):
            return False
        if after in spared[BEHIND, term] and there.follows(after):
            return False
        return all(spared[SPARES, it].isdisjoint(range(first, after)) for it in (None, term))

    return {
        Match(there.start(first), there.end(after - 1), term)
        for first, after, term in hits
        if stands(first, after, term)
    }


def _phrases_in(
    there: _Words, known: WordList, people: frozenset[str]
) -> Iterator[tuple[int, int, _Phrase]]:
    """Every phrase of the list that stands in the text: its first word, and the word after it."""
    state = 0
    for at in range(len(there)):
        forms = there.forms(at)
        if not people.isdisjoint(forms) and there.titled(at):
            forms |= {SOMEBODY}
        before = state << 1 if there.follows(at) else 0
        state = (before | known.first) & known.steps_met_by(forms)
        ends = state & known.last
        while ends:
            lowest = ends & -ends
            phrase = known.by_last_bit[lowest.bit_length() - 1]
            if not (phrase.last and _goes_on(there, at + 1, known)):
                yield at + 1 - len(phrase.steps), at + 1, phrase
            ends ^= lowest


def _goes_on(there: _Words, after: int, known: WordList) -> bool:
    """Whether a word follows that the phrase may only describe: a drunk *driver*."""
    if after >= len(there) or not there.follows(after):
        return False
    return not known.small & there.forms(after)


def _proper_name(there: _Words, first: int, after: int) -> bool:
    """Whether several words in Capitals stand beside another in Capitals: a name, most likely."""
    if after - first < 2 or not all(map(there.titled, range(first, after))):
        return False
    return _titled_beside(there, first, -1) or _titled_beside(there, after - 1, 1)


def _titled_beside(there: _Words, at: int, step: int) -> bool:
    """Whether the next word that is no link, in the direction of `step`, has a capital."""
    while True:
        joint = at if step < 0 else at + 1
        at += step
        if not 0 <= at < len(there) or not there.follows(joint):
            return False
        if not LINKS & there.forms(at):
            return there.titled(at)
