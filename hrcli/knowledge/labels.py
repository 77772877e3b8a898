"""What pages call things: the words, phrases and dates of one language, from one catalogue each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from hrcli.dates import day
from hrcli.document.data import Data, group, text, words
from hrcli.document.document import read
from hrcli.knowledge.bundled import knowledge

DEFAULT = "en"
BUILT_IN = ("de", "en")
RIGHT_TO_LEFT = ("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
YES_OR_NO = {True: "yes", False: "no"}
_PLACE = re.compile(r"\{([a-z]+)\}")


def filled(phrase: str, values: Mapping[str, str]) -> str:
    """`phrase` with its `{places}` filled; a place nobody fills stays as it is.

    Not str.format: a catalogue may be an agency's, and must not reach into a value.
    """
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), phrase)


class Labels:
    """One language's catalogue. Phrases are keyed by what hrcli's templates say, in English."""

    def __init__(self, language: str, data: Data) -> None:
        self.language = language
        self.reviewed = bool(text(data, "reviewed_on")) or language == DEFAULT
        self.decimal = text(data, "decimal") or "."
        self._phrases = _texts(data, "phrases")
        self._words = _texts(data, "words")
        self._plain = {**self._words, **_texts(data, "plain")}
        self._dates = group(data, "dates")

    @property
    def direction(self) -> str:
        """Which way this language is written, as HTML has it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def phrase(self, said: str) -> str:
        """What hrcli's templates say, in this language; what nobody translated stays English."""
        return self._phrases.get(said, said)

    def word(self, value: object, plain: bool = False) -> str:
        """A word of a vocabulary as people say it; `plain` as a client would.

        What no catalogue knows is told with spaces for underscores; a truth value is a yes or no.
        """
        known = self._plain if plain else self._words
        told = YES_OR_NO[value] if isinstance(value, bool) else str(value or "")
        return known.get(told) or told.replace("_", " ")

    def date(self, value: object, plain: bool = False, beside: object = None) -> str:
        """A date with its weekday, `plain` with its month in words; else it stays as it is.

        Told `beside` another date of the same year, a plain one does without the year.
        """
        found, other = day(value), day(beside)
        weekdays, months = words(self._dates, "weekdays"), words(self._dates, "months")
        if found is None or (len(weekdays), len(months)) != (7, 12):
            return str(value or "")
        form = text(self._dates, "plain" if plain else "record")
        if plain and other and other.year == found.year:
            form = text(self._dates, "short") or form
        return filled(
            form or "{iso}",
            {
                "iso": found.isoformat(),
                "weekday": weekdays[found.weekday()],
                "day": str(found.day),
                "month": months[found.month - 1],
                "year": str(found.year),
            },
        )


def _texts(data: Data, key: str) -> dict[str, str]:
    return {name: told for name, told in group(data, key).items() if isinstance(told, str) and told}


def file_name(language: str) -> str:
    """The name of a language's catalogue, hrcli's own or an agency's."""
    return f"labels.{language}.yaml"


def labels_for(locale: str, knowledge: tuple[tuple[str, bytes], ...] = ()) -> Labels:
    """The catalogue for a caseload's `locale` (`de`, `de-AT`); English where there is none.

    `knowledge` are the caseload's own files by name: an agency's `labels.de.yaml` is laid over
    hrcli's, phrase by phrase, and `labels.fr.yaml` adds a language. Raises Unreadable where such
    a file cannot be read.
    """
    language = locale.partition("-")[0]
    own = dict(knowledge).get(file_name(language))
    if not _LANGUAGE.match(language) or (own is None and language not in BUILT_IN):
        return _labels(DEFAULT, None)
    return _labels(language, own)


@cache
def _labels(language: str, own: bytes | None) -> Labels:
    data = knowledge(file_name(language if language in BUILT_IN else DEFAULT))
    if language not in BUILT_IN:
        # A language of the agency's own starts from nothing but the English form of dates.
        data = {"dates": data["dates"]}
    return Labels(language, _laid_over(_own(language, own), data) if own is not None else data)


def _own(language: str, raw: bytes) -> Data:
    document = read(raw)
    document.need_sound(f"knowledge/{file_name(language)}")
    return document.data if isinstance(document.data, dict) else {}


def _laid_over(own: Data, known: Data) -> dict[str, Any]:
    parts = ("phrases", "words", "plain", "dates")
    return {**known, **own, **{part: {**group(known, part), **group(own, part)} for part in parts}}
