"""At a real terminal: `<` at every question of every guided command, and what a stop says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from hrcli.document.document import read
from hrcli.method.signs import FIRST
from tests.support.conversation import Conversation
from tests.support.processes import forked
from tests.support.running import FULL, TODAY

# What is typed at each question, in their order; whatever is not named here is left open.
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "create": ("create", ("The rent", "Kim", "adult", "wine, weed", "", "", "", "", "no")),
    "ask": ("ask ZQ2K", ("yes", "absent", "declined", "", "present")),
    "harm": ("add 7KQ2 harm", ("Late for work", "livelihood", "none", "1", "self", "mild", "7")),
    "goal": ("add 7KQ2 goal", ("1", "", "I swim", '"It is fun."', "lengths", "my book", "1", "9")),
    "option": ("add 7KQ2 option", ("h7k", "Walk home", "1", "1", "Ride home", "1", "")),
    "support": ("add 7KQ2 support", ("A neighbour", "community")),
    "action": ("add 7KQ2 action --in g2m", ("Ask her", "client", "in two weeks")),
    "set": ("set ZQ2K presenting_problem", ("Twice late", "Only after Fridays")),
    "strengths": ("set ZQ2K client.strengths", ("sings", "swims", "")),
    "children": ("set ZQ2K child_safety", ("positive", "", "positive")),
    "event": ("event 7KQ2 slip", ("2026-02-08", "", "One glass", "stress", "", "nice")),
    "stay": ("event 7KQ2 detox_stay", ("planned", "2026-03-01", "2026-03-09", "A ward")),
    "review": ("review 7KQ2", ("The boss agreed", "none", "", "no", "On time", "mild", "8")),
    "replan": ("replan F900", ("Two were too many", "done", "")),
    "close": ("close 7KQ2", ("client_ended", "Moves away")),
    "note": ("note 7KQ2", ("call", "reached", "", "We spoke")),
    "later": ("next ZQ2K --not-now", ("It is too early", "in two weeks")),
}
AT_ONCE = COMMANDS if FULL else ("create", "goal", "review", "close")


def left(root: Path) -> list[str]:
    """What stands in the cases, without what was drawn by chance."""
    texts = (it.read_text(encoding="utf-8") for it in root.glob("cases/**/*.yaml"))
    drawn = re.compile(r"\b(calendar|id|case): *\w[\w-]*")
    return sorted(drawn.sub(r"\1", text) for text in texts)


@pytest.fixture
def copies(caseload: Path, tmp_path: Path) -> Iterator[Path]:
    """Folders with the same caseload in them, one after the other."""

    def copied() -> Iterator[Path]:
        for number in count():
            yield shutil.copytree(caseload, tmp_path / f"copy-{number}")

    return copied()


def test_going_back_at_every_question_and_on_again_says_the_same(
    caseload: Path, copies: Iterator[Path]
) -> None:
    before = left(caseload)
    for name in AT_ONCE:
        command, answers = COMMANDS[name]
        words = ("--today", TODAY, *command.split())
        first, *others = [*answers, *[""] * 40]
        keys = [first, *others, ""]
        back_and_on = (key for answer in others for key in ("<", "", answer))
        wandering = ["<", first, *back_and_on, ""]
        found = []
        for typed in (keys, wandering):
            root = next(copies)
            done = forked(words, root, keys="\n".join(typed).encode())
            assert done.code == 0, (name, done.out + done.err)
            assert (FIRST in done.out + done.err) is (typed is wandering), name
            found.append(left(root))
        assert found[0] == found[1] != before, name


def test_a_stop_says_what_is_kept_and_what_goes_on(caseload: Path) -> None:
    words = ("--today", TODAY, "add", "7KQ2", "action", "--in", "g2m")
    talk = Conversation(words, caseload)
    for question in talk.questions():
        talk.type("Ask her" if "What is the step" in question else "q")
    assert talk.code == 130
    assert "1 answer is kept. To go on: hrcli add 7KQ2 action --in g2m" in talk.shown
    talk = Conversation(words, caseload)
    for question in talk.questions():
        if "Go on with" in question:
            talk.type("n")
        elif "for good" in question:
            talk.type("")  # Enter drops nothing
        else:
            assert "Enter keeps Ask her" in talk.shown
            talk.type("" if "What is the step" in question else "-")
    assert talk.code == 0, talk.shown
    plan = read((caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes()).data
    assert plan["goals"][0]["actions"][-1]["what"] == "Ask her"
