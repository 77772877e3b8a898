"""How hard a text is to read: its reading grade, its long words (English only).

The grade is the Flesch-Kincaid formula (Kincaid, Fishburne, Rogers and Chissom 1975, "Derivation
of new readability formulas for Navy enlisted personnel"): the US school year in which most can
read a text. It counts the length of sentences and words and knows nothing of sense, so it is a
guide for the writer and no verdict. Syllables are counted by a small rule, not by a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hrcli.folding import caseless, letter_words, one_form, without_accents

LANGUAGE = "en"
EASY = 8.0
"""The grade that a client's copy should not pass."""
PROSE = 5
"""From so many words on a line is read as a sentence."""
LONG = 4
"""From so many syllables on a word is long."""
ENOUGH = 20
"""From so many words on a text has a grade that says something."""
SEVERAL = 2
"""From so many long words on a shorter sentence is hard too."""

ACCENTED_E = re.compile("[\u00e8-\u00eb\u00c8-\u00cb]")
"""An e that is spoken wherever it stands: caf\u00e9, r\u00e9sum\u00e9."""
_END = re.compile(r"(?<![.!?])[.!?]+(?=\s|$)|[:;](?=\s|$)|\n")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels that are spoken apart: trial, client, period, usual, create, idea, being.
_APART = re.compile(
    r"(?<![ct])ia|(?<!fr)ie(?=n|t)|io(?!n)|eo(?!ple)|ua(?=t|l)|creat(?!ure)|iu"
    r"|(?<=[aeiou][^aeiou])ea$|(?<=[aeoy])ing"
)
# An e inside that is not spoken: something, safely, arrangement; but element.
_MUTE = re.compile(r"(?<=[^aeiouyl])e(?=(?:ment|ly|less|ful|thing|where|times?)s?$)")
# An e at the end that is not spoken: some, sometimes, cared; but table, needed.
_SILENT = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SPOKEN = re.compile(r"(?:[^aeiouyl]le|[^aeiouy]les|[td]ed|(?:[sxzcg]|sh|ch)es)$")


class Reading(NamedTuple):
    """What was counted in a text."""

    words: int
    sentences: int
    syllables: int
    long_words: tuple[str, ...]  # each once, in order

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade, at least 0; 0 where there is nothing to read."""
        if not self.words:
            return 0.0
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(0.0, round(grade, 1))


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; at least one."""
    parts = re.split(r"['\u2019\u2010-]", without_accents(ACCENTED_E.sub("a", one_form(word))))
    return max(1, sum(_of_part(part) for part in parts if len(part) > 1))


def _of_part(part: str) -> int:
    count = len(_VOWELS.findall(_MUTE.sub("", part))) + len(_APART.findall(part))
    if _SILENT.search(part) and not _SPOKEN.search(part) and count > 1:
        count -= 1
    return max(1, count)


def read(lines: Iterable[str]) -> Reading:
    """Count in a text given line by line; a line ends a sentence, as in lists and headings.

    Figures, dates and signs are no words.
    """
    sentences = [part for line in lines for part in _END.split(line) if letter_words(part or "")]
    words = [word for sentence in sentences for word in letter_words(sentence)]
    counted = [syllables(word) for word in words]
    long_words = (caseless(word) for word, n in zip(words, counted, strict=True) if n >= LONG)
    return Reading(
        len(words),
        len(sentences),
        sum(counted),
        tuple(dict.fromkeys(long_words)),
    )


def prose(copy: str) -> list[str]:
    """The lines of a copy that are read as sentences, not as headings and labels.

    Short lines would lower the grade without making anything easier.
    """
    return [line for line in copy.splitlines() if len(letter_words(line)) >= PROSE]


def advice(copy: str, wordings: Mapping[str, Iterable[str]]) -> list[str]:
    """What to tell the worker about a copy that is hard to read, and which wordings to look at.

    In: the copy as Markdown, and by property (`goals[].specific`) the case's own wordings on it.
    Out: lines without any word of the case; none where it reads easily.
    """
    lines = []
    whole = read(prose(copy))
    if _is_hard(whole):
        lines.append(
            f"Reading grade {whole.grade:g} (Flesch-Kincaid; a guide, no verdict). "
            f"Aim for {EASY:g} or lower: shorter sentences, everyday words."
        )
    for where, texts in wordings.items():
        told = read(line for text in texts for line in text.splitlines())
        why = [f"grade {told.grade:g}"] * _is_hard(told)
        if told.words >= PROSE and len(told.long_words) >= SEVERAL:
            why.append(f"{len(told.long_words)} long words")
        if why:
            lines.append(f"Could be plainer: {where} ({', '.join(why)}).")
    return lines


def _is_hard(told: Reading) -> bool:
    return told.words >= ENOUGH and told.grade > EASY
