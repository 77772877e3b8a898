"""How values become text of one format: escaped, in the reader's language, laid out in lines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from hrcli.dates import INTERVAL
from hrcli.escape import ESCAPES
from hrcli.folding import capitalised
from hrcli.knowledge.labels import Labels, filled

WIDTH = 78
ENDS = (".", "!", "?", ":", "\u2026")
AFTER_END = re.compile(r"(?:;touq&|;72x#&|>\w+/<|[\"'*_)\]\u2019\u201c\u201d\u00bb])*")
"""What may stand after the end of a sentence, read from behind: quotes, brackets, mark-up."""
INTERVALS = {
    "day": ("{number} day", "{number} days"),
    "week": ("{number} week", "{number} weeks"),
    "month": ("{number} month", "{number} months"),
}


def _said(value: object) -> bool:
    """Whether there is anything to print; 0 and false are answers."""
    return value is not None and value != [] and value != () and str(value).strip() != ""


def _pairs(value: Mapping[str, object]) -> list[tuple[str, object]]:
    """The keys and values of a mapping where something stands."""
    return [(key, inner) for key, inner in value.items() if _said(inner)]


class Ink:
    """Writes values in one format: everything is escaped but what macros and phrases have made.

    `plain` ink writes for people who are no professionals: plainer words, longer dates.
    """

    def __init__(
        self, to: str, labels: Labels, plain: bool = False, long_days: bool = False
    ) -> None:
        self.made: type[Markup] = Markup
        self.escape: Callable[[str], str] = ESCAPES[to]
        self.to = to
        self.labels = labels
        self.plain = plain
        self.long_days = long_days

    def __call__(self, value: object) -> Markup:
        return value if isinstance(value, self.made) else self.made(self.escape(self.bare(value)))

    def bare(self, value: object) -> str:
        """A value as people write it: no `True`, no `3.0`."""
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if isinstance(value, float):
            told = str(int(value) if value.is_integer() else value)
            return told.replace(".", self.labels.decimal)
        return "" if value is None else str(value)

    def phrase(self, said: str, **values: object) -> Markup:
        """What a template says, in the reader's language, with its `{places}` filled."""
        told = self.escape(self.labels.phrase(said))
        return self.made(
            filled(told, {name: str(self.oneline(value)) for name, value in values.items()})
        )

    def day(self, value: object, beside: object = None) -> str:
        """A date with its weekday; what is no date stays as it is.

        A long day goes without the year beside another of the same year.
        """
        return self.labels.date(value, self.long_days, beside)

    def word(self, value: object) -> str:
        """A word of a vocabulary as people say it: `life_threatening` is life threatening."""
        return self.labels.word(value, self.plain)

    def label(self, value: object) -> str:
        """The same with a capital, for the head of a row."""
        return capitalised(self.word(value))

    def words(self, value: object) -> list[str]:
        values = value if isinstance(value, list | tuple) else [value]
        return [self.word(word) for word in values if word]

    def interval(self, value: object) -> object:
        """An interval such as `4 weeks` in the reader's language; anything else stays as it is."""
        found = INTERVAL.match(str(value))
        if found is None:
            return value
        return self.phrase(INTERVALS[found[2]][found[1] != "1"], number=found[1])

    def oneline(self, value: object) -> Markup:
        return self.made(" ".join(self(value).split()))

    def lines(self, value: object) -> list[Markup]:
        """The lines of a text, each inert; what macros have made is one line."""
        made = isinstance(value, self.made)
        lines = map(self.oneline, [value] if made else self.bare(value).splitlines())
        return [line for line in lines if line]

    def tight(self, value: object) -> Markup:
        """What macros have made, without empty lines."""
        return self.made(re.sub(r"\n\s*\n", "\n", self(value)).strip("\n"))

    def listed(self, values: Iterable[object] | None, between: str = ", ") -> Markup:
        return self.made(between.join(self.oneline(value) for value in values or ()))

    def sentence(self, value: object) -> Markup:
        """A text on one line that ends as a sentence does; nothing where nothing is said."""
        told = self.oneline(value)
        behind = AFTER_END.match(told[::-1])
        ended = not told or told[: len(told) - len(behind[0] if behind else "")].endswith(ENDS)
        return told if ended else self.made(f"{told}.")

    def wrapped(self, value: object, first: str = "", rest: str = "") -> Markup:
        return self.made(
            textwrap.fill(
                str(self.oneline(value)),
                WIDTH,
                initial_indent=first,
                subsequent_indent=rest,
                break_on_hyphens=False,
            )
        )

    def underlined(self, value: object, mark: str) -> Markup:
        told = str(self.wrapped(value))
        longest = max((len(line) for line in told.splitlines()), default=0)
        return self.made(f"{told}\n{mark * longest}")

    def filters(self) -> dict[str, Callable[..., Any]]:
        """All that a template may do to a value; jinja's own `safe`, `join` .. are left out."""
        return {
            "day": self.day,
            "interval": self.interval,
            "label": self.label,
            "last": lambda values: values[-1],
            "lines": self.lines,
            "listed": self.listed,
            "oneline": self.oneline,
            "pairs": _pairs,
            "said": _said,
            "sentence": self.sentence,
            "tight": self.tight,
            "underlined": self.underlined,
            "word": self.word,
            "words": self.words,
            "wrapped": self.wrapped,
        }
