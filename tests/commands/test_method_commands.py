"""What the commands of the method have in common: how they print, dry runs, answers and days."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.method import CASES, LAPSE, REVIEW, ROBIN, data_of
from tests.support.places import GOLDEN
from tests.support.running import Run

SHOWN = {
    "next": ("next",),
    "next-7KQ2": ("next", "7KQ2"),
    "next-ZQ2K": ("next", "ZQ2K"),
    "prioritise-GP6J": ("prioritise", "GP6J"),
    "options-water": ("options", "water"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_output_is_as_it_was_looked_at(run: Run, name: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    assert run(*SHOWN[name]).stdout == golden.read_text(encoding="utf-8")


WRITING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ask", "7KQ2", "--from", "-"), "asked: [{about: suicide, answer: absent}]\n"),
    (("prioritise", "GP6J", "--accept"), ""),
    (("choose", "7KQ2", "o6t"), ""),
    (("agree", "7KQ2", "--by", "client"), ""),
    (("review", "7KQ2", "--from", "-"), REVIEW),
    (("event", "7KQ2", "lapse", "--into-plan", "--from", "-"), LAPSE),
    (("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n"),
    (("close", "7KQ2", "--outcome", "goals_met"), ""),
)


@pytest.mark.parametrize(("words", "stdin"), WRITING, ids=[words[0] for words, _ in WRITING])
def test_a_dry_run_writes_nothing(run: Run, words: tuple[str, ...], stdin: str) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in CASES.rglob("*") if path.is_file()}

    before = files()
    shown = run(*words, "--dry-run", stdin=stdin).stdout
    assert files() == before
    assert words[0] == "prioritise" or "+++ b/cases/" in shown


@pytest.mark.parametrize("words", [("review", "7KQ2"), ("event", "7KQ2", "contact")])
def test_answers_about_another_case_land_in_none(run: Run, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in CASES.rglob("*.yaml")}
    said = run(*words, "--from", "-", stdin="case: F900-MWMB\nworker: jm\n", code=2).stderr
    assert "another case" in said
    assert {path: path.read_bytes() for path in CASES.rglob("*.yaml")} == before


def test_an_empty_answer_is_told_what_answers_look_like(run: Run) -> None:
    said = run("add", "7KQ2", "harm", "--from", "-", stdin="", code=1)
    assert "first line: hrcli" not in said.stdout
    assert "`key: value` lines" in said.stdout


def test_a_new_answer_has_the_day_on_which_it_was_given(run: Run) -> None:
    run("set", "7KQ2", "use.s8w.stage.value", "contemplation", today="2026-03-02")
    run("set", "7KQ2", "dependants.d4t.age", "4", today="2026-03-02")
    plan = data_of(ROBIN / "plan.yaml")
    stage = {"value": "contemplation", "assessed_on": "2026-03-02"}
    assert plan["use"][0]["stage"] == stage
    assert plan["dependants"][0]["age_on"] == "2026-03-02"
    first = plan["do_no_harm"]["answered_on"]
    run("set", "7KQ2", "do_no_harm.functions", "--from", "-", stdin="rest\n", today="2026-03-02")
    assert data_of(ROBIN / "plan.yaml")["do_no_harm"]["answered_on"] == first


def test_what_is_added_says_what_is_still_open_in_it(run: Run) -> None:
    wrong = "instrument: audit\ndate: 2026-02-09\ntotal: 41\n"
    assert (
        "OUT01 score-out-of-range" in run("add", "7KQ2", "score", "--from", "-", stdin=wrong).stderr
    )
    right = wrong.replace("41", "12")
    assert "Still open" not in run("add", "7KQ2", "score", "--from", "-", stdin=right).stderr
