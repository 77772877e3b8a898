"""Which questions were passed on the way, and what is shown where they are gone through again.

An interview goes back by running once more from its beginning: what was answered is not asked
again, so the worker sees nothing of it until a question is really put.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hrcli.finding import Path

MARK = "#"
"""What the names of notes among the answers begin with; no name of a question does."""
BEGUN = f"{MARK}begun"
"""Among the answers: the day of the first one."""
LAST = f"{MARK}last"
"""Among kept answers: the name of the question that is asked again after a stop."""
OFFERED = f"{MARK}offered"
"""Among the answers: what Enter alone says to questions that were not answered yet, by name."""
SAID = f"{MARK}said"
"""Among the answers: what was said where the question is to be asked again, by its name."""


class Trail:
    """The questions passed so far in one run, in their order, and what was told on the way."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.passed: list[Path] = []
        self._say = say
        self._again = False  # what was told is told once
        self._held: list[str] = []
        self._heading = ""
        self._shown = ""

    def begin(self, again: bool) -> None:
        """Stand before the first question; `again` where answers were given before."""
        self.passed.clear()
        self._held.clear()
        self._heading = ""
        self._again = again

    def passes(self, path: Path) -> None:
        """A question has its answer; what was told before it need not be told again."""
        if path not in self.passed:
            self.passed.append(path)
        self._held.clear()

    def forget(self, path: Path) -> None:
        """Going back leads past a question: it is asked anew, or was answered with another one."""
        self.passed = [it for it in self.passed if it != path]

    def tell(self, text: str) -> None:
        """Say something, or hold it until a question follows."""
        if self._again:
            self._held.append(text)
        else:
            self._say(text)

    def about(self, heading: str) -> None:
        """Say what the next questions are about; said again to whoever comes back to them."""
        self._heading = heading
        if not self._again and heading:
            self._shown = heading
            self._say(heading)

    def shows(self) -> None:
        """A question is put, or there is none any more: say what was held back before it."""
        if not self._again:
            return
        self._again = False
        if self._heading and self._heading != self._shown:
            self.about(self._heading)
        for text in self._held:
            self._say(text)
        self._held.clear()


def kept(known: dict[str, Any]) -> dict[str, Any]:
    """The answers as they are kept for a later time, with the question that was answered last.

    Where answers were taken back that question is open already.
    """
    names = [name for name in known if not name.startswith(MARK)]
    return {**known, LAST: names[-1]} if names and not known.get(SAID) else known


def taken_up(known: dict[str, Any]) -> None:
    """Let the question that was answered last before a stop be asked again, its answer offered."""
    take_back(known, str(known.pop(LAST, "")))


def take_back(known: dict[str, Any], name: str) -> Any:
    """Take the answer to the question `name` out of the answers; kept as what was said there."""
    answer = known.pop(name, None)
    if answer is not None:
        known.setdefault(SAID, {})[name] = answer
    return answer


def answered(known: dict[str, Any]) -> list[str]:
    """The names of the questions to which something was said."""
    given = [name for name, it in known.items() if not name.startswith(MARK) and it is not None]
    return [*given, *(name for name in known.get(SAID, {}) if name not in given)]
