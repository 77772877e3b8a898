"""`hrcli ask`: the early questions at a terminal and from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.knowledge.table_of_facts import early_questions, medicines
from tests.support.method import CASES, data_of
from tests.support.processes import forked
from tests.support.running import TODAY, Run

DRAFT = CASES / "ZQ2K-BKYD" / "plan.yaml"
ASK = ("--today", TODAY, "ask", "ZQ2K")
QUESTIONS = {question.about: question.question for question in early_questions()}
SAID = "asked: [{about: suicide, answer: declined}, {about: driving, answer: not_asked}]\n"


REST = 10 * [""]
"""Enter at what follows: the use, the problem, and leaving the step for later."""


def typed(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def drafts(root: Path) -> list[Path]:
    return list((root / ".hrcli" / "drafts").glob("*"))


# At a terminal: whether alone, six questions, medicines


def test_what_is_answered_is_written_and_enter_is_not(caseload: Path, run: Run) -> None:
    keys = typed("yes", "absent", "declined", "", "1", "", "", "on_lithium", *REST)
    done = forked(ASK, caseload, keys=keys)
    assert done.code == 0, done.err
    data = data_of(DRAFT)
    same = {"asked_on": TODAY, "alone": True}
    assert data["asked"] == [
        {"about": "violence", "answer": "absent", **same},
        {"about": "suicide", "answer": "declined", **same},
        {"about": "driving", "answer": "present", **same},
    ]
    assert data["client"]["context"] == ["on_lithium"]
    assert "written nowhere else (HRM14): driving." in done.err
    assert not drafts(caseload)


def test_it_fits_on_one_screen_and_begins_with_what_to_say_first(caseload: Path, run: Run) -> None:
    shown = forked(ASK, caseload, keys=typed(*8 * [""], *REST)).err
    assert shown.index("pass on") < shown.index(QUESTIONS["violence"])
    assert shown.index(QUESTIONS["pregnancy"]) < shown.index(medicines().question)
    early = shown[: shown.index(medicines().question)]
    assert len(early.strip().splitlines()) < 40


def test_nothing_answered_writes_nothing(caseload: Path, run: Run) -> None:
    before = DRAFT.read_bytes()
    done = forked(ASK, caseload, keys=typed(*8 * [""], *REST))
    assert (done.code, "Nothing was answered" in done.err) == (0, True)
    assert DRAFT.read_bytes() == before
    assert not drafts(caseload)


def test_a_dry_run_shows_the_answers_and_writes_nothing(caseload: Path, run: Run) -> None:
    before = DRAFT.read_bytes()
    done = forked((*ASK, "--dry-run"), caseload, keys=typed("yes", "absent", *6 * [""], *REST))
    assert (done.code, DRAFT.read_bytes()) == (0, before)
    assert "+  - about: violence" in done.out


def test_only_what_is_open_or_stale_is_asked(caseload: Path, run: Run) -> None:
    run("ask", "ZQ2K", "--from", "-", stdin=SAID)
    shown = forked(ASK, caseload, keys=typed(*7 * [""], *REST)).err
    assert QUESTIONS["suicide"] not in shown
    late = forked(("--today", "2026-05-12", *ASK[2:]), caseload, keys=typed(*8 * [""], *REST)).err
    assert QUESTIONS["suicide"] in late


# From a file


def test_answers_come_from_a_file(run: Run) -> None:
    said = run("ask", "ZQ2K", "--from", "-", stdin=f"{SAID}client: {{context: [on_oat]}}\n")
    assert "What comes next: hrcli next ZQ2K" in said.stderr
    data = data_of(DRAFT)
    assert data["asked"] == [{"about": "suicide", "answer": "declined", "asked_on": TODAY}]
    assert data["client"]["context"] == ["on_oat"]
    before = DRAFT.read_bytes()
    assert "says so already" in run("ask", "ZQ2K", "--from", "-", stdin=SAID).stderr
    assert DRAFT.read_bytes() == before


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ("asked: [{about: suicid, answer: absent}]\n", 1, "1:10  asked.0.about"),
        ("asked: [{about: suicide}]\n", 1, "asked.0"),
        ("asked: [{about: suicide, answer: no}]\n", 1, "asked.0.answer"),
        ("client: {context: [on_aspirin]}\n", 1, "client.context.0"),
        ("asked: []\n", 2, "Nothing was answered"),
        ("harms: []\n", 2, "Something else"),
        ("case: F900-MWMB\nasked: [{about: suicide, answer: past}]\n", 2, "another case"),
    ],
)
def test_what_cannot_be_taken_is_told_and_not_written(
    run: Run, said: str, code: int, told: str
) -> None:
    before = DRAFT.read_bytes()
    result = run("ask", "ZQ2K", "--from", "-", stdin=said, code=code)
    assert told in result.stdout + result.stderr
    assert DRAFT.read_bytes() == before


def test_a_case_in_which_all_was_asked_says_so(run: Run) -> None:
    assert "All of it was asked" in run("ask", "7KQ2").stderr


def test_without_a_terminal_the_option_is_named(run: Run) -> None:
    assert "--from FILE|-" in run("ask", "ZQ2K", code=2).stderr


def test_a_closed_case_is_asked_nothing(run: Run) -> None:
    assert "hrcli reopen" in run("ask", "QJG8", code=2).stderr


def test_what_is_present_is_named_by_its_topic_alone(run: Run) -> None:
    said = "asked: [{about: suicide, answer: present}, {about: violence, answer: present}]\n"
    told = run("ask", "ZQ2K", "--from", "-", stdin=said).stderr
    assert "Present, and written nowhere else (HRM14): violence, suicide." in told
    assert "hrcli add ZQ2K harm" in told


# Beside the other commands


def test_the_step_is_open_until_all_was_asked(run: Run) -> None:
    assert "hrcli ask ZQ2K" in run("next", "ZQ2K").stdout
    answers = [f"{{about: {about}, answer: declined}}" for about in QUESTIONS]
    said = f"asked: [{', '.join(it for it in answers if 'pregnancy' not in it)}]\n"
    run("ask", "ZQ2K", "--from", "-", stdin=said)
    assert "  done  Ask what is asked early" in run("next", "ZQ2K").stdout
    assert "ASK01" not in run("validate", "ZQ2K").stdout


def test_the_first_review_sheet_names_what_is_open(run: Run) -> None:
    heading = "Still to be asked, when we are alone together"
    sheet = run("render", "ZQ2K", "--as", "review", "--to", "md").stdout
    assert heading in sheet
    assert "thoughts of suicide" in sheet
    assert heading not in run("render", "ZQ2K", "--as", "client", "--to", "md").stdout
    run("review", "ZQ2K", "--from", "-", stdin="unintended: {children: none_seen}\n")
    assert heading not in run("render", "ZQ2K", "--as", "review", "--to", "md").stdout
