"""Asks for the parts of a plan, one question after the other, as the schema words them.

Nothing is written here: questions go out through `listen`, answers come back as plain data. Each
answer is kept in `known` as it is given, so that a stopped interview can go on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from hrcli import dates
from hrcli.document.data import Data, Value
from hrcli.document.document import HIDDEN
from hrcli.finding import Path
from hrcli.folding import folded, search_words
from hrcli.method import signs
from hrcli.method.explaining import as_typed, explained
from hrcli.method.narrowing import MOST, menu, speaking_of
from hrcli.method.signs import AtTheStart, Back, Stopped
from hrcli.method.trail import BEGUN, OFFERED, SAID, Trail, answered, take_back
from hrcli.plan import check, schema, substance_names
from hrcli.plan.schema import Schema
from hrcli.plan.substance_names import SubstanceName
from hrcli.terminal import line

T = TypeVar("T")

Listen = Callable[[str], str]
"""Puts a question and gives what was typed; an empty line is no answer."""

Tell = Callable[[str], None]
"""Says something to the worker."""

Where = Callable[[Path], str]
"""What is said about the place of an answer."""

Items = Callable[[str], Mapping[str, str]]
"""The ids that stand in a list of the plan (`harms`), each with the item's own words."""

ANSWERS = {"yes": True, "y": True, "no": False, "n": False}
SKIP = object()
WHETHER = "?"
"""The last step of a question that only asks whether there is anything at its place."""
MORE = "x-more"
NONE = "x-none"
"""Marks a question to which none of its words is an answer too, and all of them."""
MENU = "x-menu"
"""What is shown in place of the words, where a question brings it along."""
NO_ANSWER: tuple[Value, ...] = (None, "", [], {}, "not_assessed", "not_stated", ["not_stated"])
"""What stands where nobody has answered, or has said that nobody looked."""
NEEDED = "This one is needed; q stops, and keeps what you have said."
BETWEEN = ("commas", ";")
"""What stands between several words, and between several texts: those may hold commas."""
BESIDE = ("words", "route", "supply")
"""The questions about which the name of a substance says something."""

ASKED_LAST = 2
"""The x-ask of what is asked behind everything else."""

OTHER_NAMES = {"legal": "law", "lifestyle": "livelihood"}
"""What some call two of the four Ls (Australian training material, after Roizen)."""


class Misheard(Exception):
    """The answer does not fit the question; the text says what would."""


class SeveralMeanings(Misheard):
    """The answer is a name that may mean different things; the text says which."""


def heard(part: Schema, words: Collection[str], typed: str, today: date, locale: str = "en") -> Any:
    """The value that `typed` means for a property of this schema with these known words.

    Words may be given by number or by a unique beginning, dates as people say them (`+2w`),
    several words with commas. Raises Misheard where it means nothing.
    """
    typed = typed.strip()
    kinds = part.get("type", "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if typed in ("null", "not asked") and "null" in kinds:
        return None
    several = any(shape.get("type") == "array" for shape in part.get("anyOf", ()))
    if "array" in kinds or (several and "," in typed):
        if NONE in part and folded(typed) in ("none", "no", "all"):
            return list(words) if folded(typed) == "all" else []
        said = [_word(words, word) for word in typed.split(",") if word.strip()]
        return list(dict.fromkeys(said)) or [_word(words, "")]
    if words:
        named = _named(part, words, typed)
        if named and not named.sure:
            raise SeveralMeanings(named.remark)
        return _word(words, named.offer[0] if named else typed)
    if part.get("format") == "date":
        return _date(typed, today, part.get("x-when") == "behind", locale)
    if "integer" in kinds or "number" in kinds:
        return _number(part, typed, "number" in kinds)
    if "boolean" in kinds:
        return _yes_or_no(typed)
    return typed


def _word(words: Collection[str], typed: str) -> str:
    known = list(words)
    word = schema.as_word(typed)
    if not known:
        return typed.strip()
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(known):
        return known[int(word) - 1]
    word = OTHER_NAMES.get(word, word) if OTHER_NAMES.get(word) in known else word
    alike = [name for name in known if _joined(name) == _joined(word)]
    found = alike or [name for name in known if name.startswith(word)]
    if len(found) != 1 or not word:
        raise Misheard(f"Give a number from 1 to {len(known)}, or one of the words.")
    return found[0]


def _named(part: Schema, words: Collection[str], typed: str) -> SubstanceName | None:
    """What `typed` stands for, where people may answer with a name of their own."""
    asked = part.get("x-words") == substance_names.VOCABULARY
    return substance_names.named(typed, words) if asked else None


def _joined(word: str) -> str:
    """A word without what may part it: pre-contemplation is precontemplation."""
    return word.replace("_", "")


def _date(typed: str, today: date, behind: bool, locale: str) -> str:
    """The day that is meant; of a field for what has happened (`x-when: behind`) one that was."""
    days = dates.spoken(typed, today, behind, locale)
    if len(days) != 1:
        raise Misheard(dates.what_to_write(days, today))
    return days[0].isoformat()


def _number(part: Schema, typed: str, fraction: bool) -> int | float:
    try:
        value = float(folded(typed))
    except ValueError:
        value = float("nan")
    low, high = part.get("minimum", -1e15), part.get("maximum", 1e15)
    if not low <= value <= high or not (fraction or value.is_integer()):
        limits = f" from {low} to {high}" if "maximum" in part else ""
        raise Misheard(f"Give a {'' if fraction else 'whole '}number{limits}.")
    return int(value) if value.is_integer() else value


def _yes_or_no(typed: str) -> bool:
    answer = ANSWERS.get(folded(typed))
    if answer is None:
        raise Misheard("Answer yes or no.")
    return answer


class Interview:
    """One round of questions about a kind of file.

    `known` maps the names of questions to answers given before; `keep` is called after each new
    one; `items` offers what an answer may refer to. Where it is `brief`, what can name only one
    thing is not asked, and what is
    asked last is left for later. Where it `leaves`, going back from the first question raises
    AtTheStart.
    """

    brief = False
    leaves = False

    def __init__(  # noqa: PLR0913 - what it needs of a terminal, of a draft and of a case
        self,
        kind: str,
        listen: Listen,
        tell: Tell,
        today: date,
        known: dict[str, Any],
        keep: Callable[[], None] = lambda: None,
        items: Items = lambda name: {},
        key_harms: tuple[str, ...] = (),
        locale: str = "en",
    ) -> None:
        self.kind = kind
        self.listen = listen
        self.trail = Trail(tell)
        self.beside: Where = lambda path: ""  # who reads the answer: said at the question,
        self.printed: Where = lambda path: ""  # and in full where it explains itself
        self.today = today
        self.known = known
        self.keep = keep
        self.items = items
        self.key_harms = key_harms
        self.locale = locale
        self._walks = False

    def walk(self, ask: Callable[[], T]) -> T:
        """What `ask` makes of the answers to the questions it puts, going back wherever `<` is
        typed: the last answer is taken back, and `ask` runs again from its beginning.

        So `ask` does nothing but put questions through this interview, and may do it often. What
        was answered is not asked again. Raises AtTheStart (see `leaves`) and Stopped.
        """
        self.trail.begin(again=bool(answered(self.known)))
        self._walks = True
        try:
            while True:
                try:
                    found = ask()
                except Back:
                    self._take_back()
                else:
                    self.trail.shows()
                    return found
        finally:
            self._walks = False

    def tell(self, text: str) -> None:
        """Say something to the worker: once, however often the questions are gone through."""
        self.trail.tell(text)

    def about(self, heading: str) -> None:
        """Say what the next questions are about; nothing where they speak for themselves."""
        self.trail.about(heading)

    def item(self, path: Path) -> dict[str, Any]:
        """Ask for what is worth asking of the item at `path`; what is not answered is left out."""
        found: dict[str, Any] = {}
        needed = _needed(self._schema(path))
        for name, part in self._parts(path):
            fits = self._fits((*path, name), {**self._known_at(path), **found})
            value = self._part((*path, name), part, name in needed) if fits else SKIP
            if value is not SKIP:
                found[name] = value
        return found

    def one(self, path: Path) -> dict[str, Any]:
        """Ask for the item at `path`; empty where its first question is left open."""
        return self._one_more(path, {}, 0)

    def value(self, path: Path, question: str = "") -> Any:
        """Ask for the one property at `path`, in these words where others than the schema's are
        given; None where it was not answered.
        """
        part = self._schema(path)
        part = {**part, "x-question": question} if question else part
        if isinstance(path[-1], int) and "properties" not in part:  # the list words the question
            part = {**part, "x-question": _question_of(self._schema(path[:-1]), path[:-1])}
        answer = self._part(path, part)
        return None if answer is SKIP else answer

    def choice(
        self, key: str, question: str, words: Mapping[str, str], menu: str = ""
    ) -> str | None:
        """Ask `question`, to be answered by one of `words`; None where it was not answered.

        A `menu` is shown in place of the list of words.
        """
        answer = self._ask((key,), {"x-question": question, MENU: menu}, words=words)
        return None if answer is SKIP else str(answer)

    def several(self, key: str, question: str, words: Mapping[str, str]) -> list[str]:
        """Ask `question`, to be answered by any of `words`; none where it was not answered."""
        part = {"x-question": question, "type": "array", NONE: True}
        answer = self._ask((key,), part, words=words)
        return [] if answer is SKIP else list(answer)

    def gaps(self, path: Path, present: Data) -> Iterator[tuple[Path, Any]]:
        """Ask for what `present`, the item at `path`, does not say yet: each place and answer."""
        said = dict(present)
        for name, part in self._parts(path):
            inner = said.get(name)
            if "properties" in part:
                yield from self.gaps((*path, name), inner if isinstance(inner, dict) else {})
            elif inner in NO_ANSWER and self._fits((*path, name), said):
                value = self._part((*path, name), part)
                if value is not SKIP:
                    said[name] = value
                    yield (*path, name), value

    def begun(self, today: date) -> date:
        """The day on which the first of these answers was given."""
        first = dates.day(self.known.get(BEGUN))
        if first is None:
            self.known[BEGUN] = today.isoformat()
        return first or today

    def again(self, path: Path, question: str = "") -> Any:
        """Ask once more for the property at `path`, whose answer did not fit."""
        self.known.pop(_key(path), None)
        self.trail.forget(path)
        return self.value(path, question)

    def makes_sense(self, path: Path) -> bool:
        """Whether no answer so far speaks against the question at `path`."""
        return self._fits(path, self._known_at(path[:-1]))

    def _fits(self, path: Path, said: Data) -> bool:
        """Whether a question makes sense beside what is said, or was answered before that."""
        part = self._schema(path)
        return _fits(part, said) or ("x-or" in part and _key(path) in self.known)

    def _instead(self, path: Path) -> str | None:
        """What was said in place of an answer at `path` (`x-or`)."""
        return self.known.get(_key((*path[:-1], self._schema(path).get("x-or", ""))))

    def _known_at(self, path: Path) -> dict[str, Any]:
        """The answers that were given at `path`, also to questions that come later there."""
        keys = {name: _key((*path, name)) for name in self._schema(path).get("properties", {})}
        return {name: self.known[key] for name, key in keys.items() if key in self.known}

    def whether(self, path: Path) -> bool | None:
        """Ask whether there is anything in the list at `path`; None where it was left open."""
        question = self._schema(path)["x-whether"]
        answer = self._ask((*path, WHETHER), {"type": "boolean", "x-question": question})
        return None if answer is SKIP else bool(answer)

    def offered_at(self, path: Path) -> str:
        """What Enter alone would say at `path`; empty where it leaves the question open."""
        return self._offers.get(_key(path), "")

    def offers(self, path: Path) -> bool:
        """Whether an answer that was given brings one to the question at `path` with it."""
        return _key(path) in {**self._offers, **self._said, **self.known}

    @property
    def _said(self) -> dict[str, Any]:
        """What was said at questions that are asked again, by their names."""
        said: dict[str, Any] = self.known.get(SAID, {})
        return said

    @property
    def _offers(self) -> dict[str, str]:
        """What Enter alone says, by the names of questions."""
        offers: dict[str, str] = self.known.get(OFFERED, {})
        return offers

    def offer(self, path: Path, answer: str) -> None:
        """Let Enter alone stand for `answer` at the question at `path`, typed as it would be."""
        self.known.setdefault(OFFERED, {})[_key(path)] = answer

    def _take_back(self) -> None:
        """Take back the answer before, also where it was given to another question (`x-or`)."""
        path = self.trail.passed.pop()
        take_back(self.known, _key(path))
        instead = self._instead(path)
        if instead:
            take_back(self.known, _key((*path[:-1], self._schema(path)["x-or"])))
            self.offer(path, instead)
        self.keep()
        self.trail.begin(again=True)

    def _words(self, path: Path) -> Mapping[str, str]:
        refers_to = self._schema(path).get("x-ids-of")
        if refers_to:
            return self.items(str(refers_to))
        return schema.words_at(self.kind, path, self.key_harms)

    def _schema(self, path: Path) -> Schema:
        return schema.property_at(self.kind, path, self.key_harms) or {}

    def _parts(self, path: Path) -> Iterator[tuple[str, Schema]]:
        """What is asked at `path`: in the schema's order, save that an x-ask of 2 comes last, and
        what rests on another answer (`x-after`) right behind that.
        """
        asked = [
            (name, part)
            for name in self._schema(path).get("properties", {})
            if self._is_asked(part := self._schema((*path, name)))
            or any(True for _ in self._parts((*path, name)))
        ]
        asked.sort(key=lambda it: int(it[1].get("x-ask", 1)))
        names = [name for name, _ in asked]
        first = [it for it in asked if it[1].get("x-after") not in names]
        for it in first:
            yield from _with_what_follows(it, asked)

    def _is_asked(self, part: Schema) -> bool:
        when = part.get("x-ask")
        return bool(when) and not (self.brief and when == ASKED_LAST)

    def _part(self, path: Path, part: Schema, needed: bool = False) -> Any:
        if "properties" in part:
            return self.item(path) or SKIP
        if part.get("type") == "array" and not self._words(path):
            return self._entries(path, part)
        return self._ask(path, part, needed=needed)

    def _entries(self, path: Path, part: Schema) -> Any:
        """Entries of a list: texts in one line, or items until one is not given."""
        if "properties" in self._schema((*path, 0)):
            return self._items(path, part)
        return self._ask(path, part)

    def _items(self, path: Path, part: Schema) -> Any:
        """Items, each asked for by its first question, until that is left open.

        Where the schema asks whether there are any, "no" is an answer: an empty list.
        """
        found: list[Any] = []
        whether = part.get("x-whether")
        if whether:
            any_at_all = self._ask((*path, WHETHER), {"type": "boolean", "x-question": whether})
            if any_at_all is not True:
                return found if any_at_all is False else SKIP
            found.append(self.item((*path, 0)))
        while item := self._one_more((*path, len(found)), part, len(found)):
            found.append(item)
        return found or SKIP

    def _one_more(self, path: Path, several: Schema, count: int) -> dict[str, Any]:
        """The item at `path`; empty where its first question is left open.

        Behind the first item the list may word that question anew (`x-more`).
        """
        name, part = next(self._parts(path))
        if count and MORE in several:
            part, count = {**part, "x-question": several[MORE]}, 0
        first = self._ask((*path, name), part, count)
        return {} if first is SKIP else self.item(path)

    def _ask(
        self,
        path: Path,
        part: Schema,
        count: int = 0,
        words: Mapping[str, str] | None = None,
        needed: bool = False,
    ) -> Any:
        key = _key(path)
        asks_again = needed and self.known.get(key) is None and not self._instead(path)
        if key in self.known and not asks_again:
            self._passes(path)
            return SKIP if self.known[key] is None else self.known[key]
        words = self._words(path) if words is None else words
        if part.get("x-ids-of") and not words:
            return SKIP  # nothing is there yet that the answer could name
        if self.brief and part.get("x-ids-of") and len(words) == 1:
            return list(words) if part.get("type") == "array" else next(iter(words))
        self._offer_only_one(path, part, words)
        self.trail.shows()
        question = _question(part, path, count, needed, self.beside(path), BETWEEN[not words])
        if words:
            self.tell(part.get(MENU) or menu(words))
        if "x-or" in part:
            others = ", ".join(self._words((*path[:-1], part["x-or"])))
            self.tell(f"  Or write {part['x-or']} ({others}).")
        value = self._answer(path, part, words, question, needed)
        self._remember(key, value)
        self._passes(path)
        return SKIP if value is None else value

    def _answer(
        self, path: Path, part: Schema, words: Mapping[str, str], question: str, needed: bool
    ) -> Any:
        """The first answer that fits; None where the question is left open."""
        who: SubstanceName | None = None
        name = ""
        while True:
            typed = self._typed(path, part, words, question)
            if typed is None and needed:
                self.tell(f"  {NEEDED}")
                continue
            if typed is None or (not typed.strip() and not needed):
                return None
            named = _named(part, words, typed)
            if named:
                who, name = named, typed
                words = self._named(path, named, words)
                continue
            try:
                value = self._heard(path, part, words, typed)
            except Misheard as error:
                if self._said_beside(path, part, typed):
                    return None
                if self._narrows(path, part, words, typed):
                    continue
                hint = check.meant_word(typed, words, part.get("x-words", "")) if words else ""
                self.tell(f"  {hint} {error}" if hint else f"  {error}")
                continue
            self._echo_date(part, value)
            self._no_longer_beside(path, part, value)
            if who:
                self._offer_beside(path, who, name, value)
            return value

    def _offer_only_one(self, path: Path, part: Schema, words: Collection[str]) -> None:
        """Offer the one item there is to name, or the word that another answer speaks of."""
        likely = words if part.get("x-ids-of") else self._spoken_of(path, part, words)
        if len(likely) == 1 and _key(path) not in self._offers:
            self.offer(path, next(iter(likely)))

    def _spoken_of(self, path: Path, part: Schema, words: Collection[str]) -> list[str]:
        """The words of which the answer named by `x-likely-from` speaks, one of their own in it."""
        text = self.known.get(_key((*path[:-1], part.get("x-likely-from", ""))))
        said = search_words(text) if isinstance(text, str) else ()
        pieces = {word: set(word.split("_")) - {*str(path[-1]).split("_")} for word in words}
        own = Counter(piece for it in pieces.values() for piece in it)
        return [word for word in words if any(own[it] == 1 and it in said for it in pieces[word])]

    def _typed(
        self, path: Path, part: Schema, words: Mapping[str, str], question: str
    ) -> str | None:
        """What is typed, or meant by Enter where an answer is offered; None for "not now".

        Goes back, explains or stops where that is what was typed.
        """
        texts = part.get("type") == "array" and not words
        offered = self._offered(_key(path), words if part.get("x-ids-of") else {}, texts)
        while True:
            typed = self.listen(question)
            sign = signs.sign(typed)
            if not sign:
                return signs.meant(typed) if typed.strip() or offered is None else offered
            if sign == signs.NOT_NOW:
                return None
            if sign == signs.STOP:
                raise Stopped
            if sign == signs.BACK:
                self._back()
            else:
                self.tell(explained(part, words, self.printed(path)))

    def _offered(self, key: str, items: Mapping[str, str], texts: bool) -> str | None:
        """What Enter alone would say: what was said here before, else what is likely.

        One of the `items` is told with the words that it is known by.
        """
        before = self._said.get(key)
        offered = self._offers.get(key) if before is None else as_typed(before, texts)
        if offered is not None:
            enter = "takes" if before is None else "keeps"
            known = f"{offered} ({items[offered]})" if items.get(offered) else offered
            self.tell(f"  Enter {enter} {line(known)}; {signs.NOT_NOW} leaves it open.")
        return offered

    def _back(self) -> None:
        """Go to the question before; at the first one say so."""
        if self._walks and self.trail.passed:
            raise Back
        if self.leaves:
            raise AtTheStart
        self.tell(signs.FIRST)

    def _named(
        self, path: Path, named: SubstanceName, words: Mapping[str, str]
    ) -> Mapping[str, str]:
        """Say what a name stands for and offer that; the words to choose from now, it first."""
        self._offers.pop(_key(path), None)
        self._said.pop(_key(path), None)
        if named.sure:
            self.tell(f"  {named.remark}")
            self.offer(path, named.offer[0])
            return words
        self.tell(f"  {named.name} may mean several things. Which is it here?")
        first = {word: words[word] for word in named.offer if word in words}
        self.tell(menu(first))
        return {**first, **words}

    def _narrows(self, path: Path, part: Schema, words: Mapping[str, str], typed: str) -> bool:
        """Whether what is typed is a part of some words of a long list: they are shown, and one
        alone is offered.
        """
        found = speaking_of(words, typed) if len(words) > MOST and not part.get(MENU) else []
        if len(found) == 1:
            self._said.pop(_key(path), None)
            self.offer(path, found[0])
        if found:
            self.tell(menu(words, found))
        return bool(found)

    def _said_beside(self, path: Path, part: Schema, typed: str) -> bool:
        """Whether what is typed answers the question that may stand in its place (`x-or`)."""
        if "x-or" not in part:
            return False
        other = (*path[:-1], part["x-or"])
        typed = schema.as_word(typed)
        if typed == part["x-or"]:
            self.trail.passes(path)  # it is the question before the other one
            return self.value(other) is not None
        if typed in self._words(other):
            self.tell(f"  {typed} is written as a {part['x-or']}.")
            self._remember(_key(other), typed)
        return typed in self._words(other)

    def _no_longer_beside(self, path: Path, part: Schema, value: Value) -> None:
        """Where a substance is another one, what its name said goes for it no longer."""
        before = self._said.get(_key(path))
        if part.get("x-words") != substance_names.VOCABULARY or before == value:
            return
        for key in (_key((*path[:-1], name)) for name in BESIDE):
            self._offers.pop(key, None)
            self._said.pop(key, None)

    def _offer_beside(self, path: Path, named: SubstanceName, name: str, value: Value) -> None:
        """Offer what the name of a substance says about the questions beside it."""
        if value not in named.offer and named.sure:
            return  # it was taken back
        others = [word.replace("_", " ") for word in named.offer[:-1] if word != value]
        if named.together and value in named.offer[:-1]:
            self.tell(f"  Often {' and '.join(others)} as well; that is an item of its own.")
        beside = {"words": name.strip(), "route": ", ".join(named.route)}
        beside["supply"] = named.unknown_supply if value == "unknown" else ""
        for key, answer in beside.items():
            at = (*path[:-1], key)
            if answer and self._schema(at):
                self.offer(at, answer)

    def _heard(self, path: Path, part: Schema, words: Mapping[str, str], typed: str) -> Any:
        """What was typed, once the schema takes it; a needed day is today where nothing was."""
        if not typed.strip():
            if part.get("format") != "date":
                raise Misheard(NEEDED)
            typed = "today"
        if part.get("type") == "array" and not words:
            return self._texts(path, typed)
        where = part.get("x-behind-where")  # a day of what has happened, beside these answers
        if where and _fits({"x-only-where": where}, self._known_at(path[:-1])):
            part = {**part, "x-when": "behind"}
        value = heard(part, words, typed, self.today, self.locale)
        if isinstance(value, str) and HIDDEN.search(value):
            raise Misheard(_unseen(value))
        checked = words or path[-1] == WHETHER
        wrong = "" if checked else check.complaint(self.kind, path, value, self.key_harms)
        if wrong:
            raise Misheard(wrong)
        return value

    def _passes(self, path: Path) -> None:
        """Note that a question has its answer, unless that was given at the one before it."""
        beside = self._schema(path[:-1]).get("properties", {}).items()
        first = [(*path[:-1], name) for name, part in beside if part.get("x-or") == path[-1]]
        if not any(it in self.trail.passed for it in first):
            self.trail.passes(path)

    def _texts(self, path: Path, typed: str) -> list[Any]:
        """The texts of a list, as they stand in one line with a semicolon between them."""
        part = self._schema((*path, 0))
        texts = [text.strip() for text in typed.split(";") if text.strip()] or [""]
        return [self._heard((*path, n), part, {}, text) for n, text in enumerate(texts)]

    def _remember(self, key: str, value: Value) -> None:
        self.known[key] = value
        self._said.pop(key, None)
        self.keep()

    def _echo_date(self, part: Schema, value: Value) -> None:
        when = dates.day(value) if part.get("format") == "date" else None
        if when:
            self.tell(f"  {dates.echo(when, self.today)}")


def _key(path: Path) -> str:
    """The name of the question at a place."""
    return ".".join(map(str, path))


def _needed(part: Schema) -> set[str]:
    """The keys that an item cannot do without; of several that would do the first is asked for."""
    either = part.get("anyOf", [{}])[0]
    return {*part.get("required", ()), *either.get("required", ())}


def _fits(part: Schema, said: Data) -> bool:
    """Whether a question makes sense beside the answers so far: `x-only-where` names them.

    Where several words answer a question, each of them has to be wanted; of `x-where-any` one. What
    rests on an answer (`x-after`) is asked only where that was given.
    """
    if "x-after" in part and said.get(part["x-after"]) in NO_ANSWER:
        return False
    every, some = part.get("x-only-where", {}), part.get("x-where-any", {})
    return all(
        all(word in wanted for word in _several(said.get(key))) for key, wanted in every.items()
    ) and all(
        any(word in wanted for word in _several(said.get(key))) for key, wanted in some.items()
    )


def _with_what_follows(
    it: tuple[str, Schema], asked: Collection[tuple[str, Schema]]
) -> Iterator[tuple[str, Schema]]:
    """A question, and behind it those that rest on its answer."""
    yield it
    for other in asked:
        if other[1].get("x-after") == it[0]:
            yield from _with_what_follows(other, asked)


def _several(answer: Value) -> list[Value]:
    """The words of an answer; one that gives none stands for itself."""
    return answer if isinstance(answer, list) and answer else [answer]


def _unseen(value: str) -> str:
    """What to do about an answer that holds signs nobody sees, or letters that never arrived."""
    if value.isascii() or value.encode("utf-8", "ignore").decode("utf-8") == value:
        return "A key such as an arrow has left an invisible sign; type it again."
    return (
        "Some letters do not arrive: this terminal is not set to UTF-8. Write them without accents."
    )


def _question(part: Schema, path: Path, count: int, needed: bool, beside: str, between: str) -> str:
    if count:
        return "And another"
    text = _question_of(part, path)
    hints = [beside] if beside else []
    low, high = part.get("minimum", 0), part.get("maximum")
    if high is not None and low >= 0 and f"{low} to {high}" not in text:
        hints.append(f"{low} to {high}")
    if part.get("type") == "array":
        hints.append(f"several with {between}")
    if "boolean" in part.get("type", ()):
        hints.append("yes or no")
    if needed and part.get("format") == "date":
        hints.append("Enter: today")
    return f"{text} ({', '.join(hints)})" if hints else text


def _question_of(part: Schema, path: Path) -> str:
    return str(part.get("x-question") or part.get("title") or path[-1])
