"""`hrcli work`: the open steps one after the other, back and forth, at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hrcli.terminal import width
from tests.support.conversation import Conversation
from tests.support.method import CASES, data_of
from tests.support.processes import TODAY
from tests.support.running import Run

DRAFT = CASES / "ZQ2K-BKYD" / "plan.yaml"
NOTHING: Mapping[str, Sequence[str]] = {}
LATER = "because: The letter comes first.\nuntil: 2026-03-02\n"


def worked(
    caseload: Path, answers: Mapping[str, Sequence[str]] = NOTHING, case: str = "ZQ2K"
) -> tuple[int | None, str]:
    """The exit code of `work` and all that was shown; `answers` by a piece of the question, one
    after the other, and Enter to everything else.
    """
    left = {piece: list(said) for piece, said in answers.items()}
    talk = Conversation([*TODAY, "work", case], caseload)
    for question in talk.questions():
        piece = next((it for it in left if it in question and left[it]), None)
        talk.type(left[piece].pop(0) if piece else "")
    return talk.code, talk.shown


def left_but(run: Run, *kept: str) -> None:
    """Leave every open step of the draft for later but these."""
    while "Not now" in (shown := run("next", "ZQ2K").stdout):
        if any(f"  OPEN  {title}" in shown for title in kept):
            return
        run("next", "ZQ2K", "--not-now", "--from", "-", stdin=LATER)


def test_what_is_answered_is_saved_and_q_stops(caseload: Path, run: Run) -> None:
    code, shown = worked(caseload, {"Were you alone": ["yes"], "ending": ["absent"], "How": ["q"]})
    assert code == 130
    assert "Ask what is asked early, alone together: a few answers change" in shown
    assert [it["answer"] for it in data_of(DRAFT)["asked"]] == ["absent"]
    assert "To go on: hrcli work ZQ2K" in shown or "Stopped." in shown


def test_nothing_is_shown_twice_that_was_left_as_it_was(caseload: Path, run: Run) -> None:
    code, shown = worked(caseload)
    assert code == 0, shown[-900:]
    assert data_of(DRAFT)["status"] == "draft"
    assert shown.count("\nName the harms in all four parts of life") <= 1
    assert shown.count("\nCollect ideas") == 1
    assert "ZQ2K-BKYD: not agreed yet." in shown


def test_a_step_in_which_nothing_is_said_may_wait(caseload: Path, run: Run) -> None:
    left_but(run, "Agree which harm comes first")
    waits = {"Why does this wait": ["Not today"], "look at it again": ["2026-02-23"]}
    code, shown = worked(caseload, waits)
    assert code == 0
    left = data_of(DRAFT)["not_now"][-1]
    assert (left["step"], left["because"], left["until"]) == (
        *("prioritise", "Not today"),
        "2026-02-23",
    )
    assert "Left until 2026-02-23" in shown


def test_a_reason_alone_leaves_a_step_until_the_next_review(caseload: Path, run: Run) -> None:
    left_but(run, "Collect ideas")
    _, shown = worked(caseload, {"Why does this wait": ["Not today"]})
    left = data_of(DRAFT)["not_now"][-1]
    assert (left["step"], left["until"]) == ("ideas", "2026-03-06")
    assert "Enter takes 2026-03-06" in shown


def test_back_takes_back_the_step_before(caseload: Path, run: Run) -> None:
    left_but(run, "Ask how it is used")
    before = DRAFT.read_bytes()
    said = {"in what rhythm": ["daily", "q"], "What happens": ["<"]}
    code, shown = worked(caseload, {**said, "part of life": ["<"], "How bad": ["<"]})
    assert code == 130, shown[-1500:]
    assert "Taken back: " in shown
    assert DRAFT.read_bytes() == before


def test_a_case_that_is_agreed_is_at_its_end(caseload: Path) -> None:
    code, shown = worked(caseload, case="7KQ2")
    assert code == 0
    assert "7KQ2-9XMP: agreed." in shown
    assert "hrcli done 7KQ2 a8r" in shown


def test_without_a_terminal_next_is_named(run: Run) -> None:
    assert "hrcli next ZQ2K" in run("work", "ZQ2K", code=2).stderr


def test_every_question_and_what_stands_around_it_fits_the_terminal(
    caseload: Path,
) -> None:
    talk = Conversation([*TODAY, "work", "ZQ2K"], caseload, (24, 80))
    before = ""
    for question in talk.questions():
        talk.type("?" if question != before else "")
        before = question
    assert [row for row in talk.shown.split("\n") if width(row) > 80] == []


def test_an_idea_that_cannot_be_weighed_yet_may_wait(caseload: Path, run: Run) -> None:
    harm = data_of(DRAFT)["harms"][0]["id"]
    for what in ("A walk", "A call", "A film"):
        idea = f"what: {what}\nfor: [{harm}]\n"
        run("add", "ZQ2K", "option", "--from", "-", stdin=idea)
    left_but(run, "Weigh the ideas and choose")
    option = data_of(DRAFT)["options"][0]["id"]
    talk = Conversation([*TODAY, "choose", "ZQ2K", option], caseload)
    for question in talk.questions():
        talk.type("Not today" if "Why does this wait" in question else "")
    assert data_of(DRAFT)["not_now"][-1]["step"] == "choose"
