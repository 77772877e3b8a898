"""`hrcli review`: its file, the plan after it, and a second try after a failure."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hrcli.store.journal import Entry, Journal
from tests.support.folders import files
from tests.support.method import LAPSE, REVIEW, ROBIN, data_of, lines_changed, newest
from tests.support.running import PLAN, Run


def test_a_small_step_is_told_by_the_order_of_the_days(run: Run, plan: Path) -> None:
    """As the pages and the report count it, whatever the order in which the numbers stand."""
    text = plan.read_text(encoding="utf-8")
    first = text.index("      - date: 2026-02-01\n")
    second = text.index("      - date: 2026-02-09\n")
    end = text.index("    actions:\n")
    turned = text[:first] + text[second:end] + text[first:second] + text[end:]
    plan.write_text(turned, encoding="utf-8")
    review = REVIEW.replace("status: achieved, value: 4", "status: active, value: 3")
    said = run("review", "7KQ2", "--from", "-", stdin=review, today="2026-03-10").stderr
    assert "A step nearer" not in said
    course = run("show", "7KQ2", today="2026-03-10").output
    assert "now 3, 2 small steps nearer" in course


def test_a_review_writes_its_file_and_takes_it_into_the_plan(run: Run, plan: Path) -> None:
    before, known = plan.read_text(encoding="utf-8"), set((ROBIN / "reviews").glob("*"))
    said = run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10").stderr
    assert "A step nearer the target: g2m." in said
    path = newest(ROBIN / "reviews", known)
    assert path.name.startswith("2026-03-10-")
    written = path.read_text(encoding="utf-8")
    review = data_of(path)
    assert list(review)[:4] == ["hrcli", "case", "held_on", "worker"]
    assert "{" not in written.replace("'\"Good.\"'", "")
    assert review["next"] == "2026-04-07"
    after = data_of(plan)
    assert after["review"] == {
        "last": "2026-03-10",
        "next": "2026-04-07",
        "every": "4 weeks",
        "set_with_client": True,
    }
    assert after["harms"][0]["status"] == "resolved"
    assert after["goals"][0]["status"] == "achieved"
    step = {"date": "2026-03-10", "value": 4, "note": "every weekend"}
    assert after["goals"][0]["progress"][-1] == step
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (10, 7)
    assert "# severe in January, see baseline" in plan.read_text(encoding="utf-8")
    assert [
        finding
        for finding in run("validate", "7KQ2", today="2026-03-10").stdout.split()
        if finding == "error"
    ] == []


def test_the_next_review_is_counted_from_the_day_held_not_from_its_due(run: Run) -> None:
    for held, following in (("2026-03-02", "2026-03-30"), ("2026-04-20", "2026-05-18")):
        given = "unintended: {children: none_seen}\n"
        run("review", "7KQ2", "--from", "-", stdin=given, today=held)
        assert data_of(PLAN)["review"]["next"] == following


def test_saving_that_was_cut_short_is_finished_by_the_same_command(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    after, files = plan.read_bytes(), sorted((ROBIN / "reviews").glob("*"))
    plan.write_bytes(before)  # as a kill between the two writes leaves it
    assert "REV05" in run("validate", "7KQ2", today="2026-03-10").stdout
    again = run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    assert "Finished saving" in again.stderr
    assert plan.read_bytes() == after
    assert sorted((ROBIN / "reviews").glob("*")) == files


INTERRUPTED: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("review", "7KQ2", "--from", "-"), REVIEW, "reviews"),
    (("event", "7KQ2", "lapse", "--into-plan", "--from", "-"), "LAPSE", "events"),
    (("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n", "plans"),
)


@pytest.mark.parametrize(
    ("words", "stdin", "folder"), INTERRUPTED, ids=[it[2] for it in INTERRUPTED]
)
def test_a_record_that_the_plan_does_not_know_is_completed_by_a_second_try(
    run: Run, plan: Path, words: tuple[str, ...], stdin: str, folder: str
) -> None:
    stdin = LAPSE if stdin == "LAPSE" else stdin
    before, known = plan.read_bytes(), set((ROBIN / folder).glob("*"))
    run(*words, stdin=stdin, today="2026-03-10")
    record = newest(ROBIN / folder, known)
    plan.write_bytes(before)  # as a copy of the folder may be that was taken in between
    run(*words, stdin=stdin, today="2026-03-10")
    assert newest(ROBIN / folder, known) == record
    assert plan.read_bytes() != before


@pytest.mark.parametrize(
    ("words", "stdin", "folder"), INTERRUPTED, ids=[it[2] for it in INTERRUPTED]
)
def test_where_the_disk_refuses_the_plan_the_record_goes_too(
    run: Run,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    stdin: str,
    folder: str,
) -> None:
    stdin = LAPSE if stdin == "LAPSE" else stdin
    before, replace = files(Path()), os.replace

    def full_disk(start: Path, end: Path) -> None:
        if end.name == "plan.yaml":
            raise OSError(errno.ENOSPC, "the disk")
        replace(start, end)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full_disk)
        said = run(*words, stdin=stdin, today="2026-03-10", code=3).stderr
    assert "The disk is full; nothing was changed." in said
    assert files(Path()) == before
    run(*words, stdin=stdin, today="2026-03-10")
    assert files(Path()) != before


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        (("review", "7KQ2"), "harms: [{id: h7k, importance: 4}]"),
        (("add", "7KQ2", "support"), "{who: the sister, kind: family}"),
    ],
)
def test_what_is_saved_has_not_failed_because_nothing_can_be_read_any_more(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], answers: str
) -> None:
    before, mark, read = plan.read_bytes(), Journal.mark, os.read

    def broken(handle: int, size: int) -> bytes:
        raise OSError(errno.EIO, "the disk")

    def breaks_behind(self: Journal, entry: Entry) -> None:
        mark(self, entry)
        monkeypatch.setattr("hrcli.store.files.os.read", broken)

    monkeypatch.setattr(Journal, "mark", breaks_behind)
    said = run(*words, "--from", "-", stdin=answers).stderr
    monkeypatch.setattr("hrcli.store.files.os.read", read)
    assert "Saved" in said
    assert "could not be read" not in said
    assert plan.read_bytes() != before


def test_doing_it_twice_changes_nothing(run: Run, plan: Path) -> None:
    for _ in range(2):
        run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    assert len(list((ROBIN / "reviews").glob("2026-03-10-*"))) == 1
    assert len(data_of(plan)["goals"][0]["progress"]) == 3


def test_a_correction_takes_the_place_of_the_old_and_keeps_its_day(run: Run, plan: Path) -> None:
    known = set((ROBIN / "reviews").glob("*"))
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    old = newest(ROBIN / "reviews", known)
    known |= {old}
    mended = REVIEW.replace("value: 4", "value: 3").replace("achieved", "partly_achieved")
    for _ in range(2):
        run(
            *("review", "7KQ2", "--corrects", old.name, "--from", "-"),
            stdin=mended,
            today="2026-03-12",
        )
    new = newest(ROBIN / "reviews", known)
    assert new.name.startswith("2026-03-12-")
    assert data_of(new)["held_on"] == "2026-03-10"
    after = data_of(plan)
    assert after["goals"][0]["status"] == "partly_achieved"
    assert [step["value"] for step in after["goals"][0]["progress"]] == [2, 3, 3]
    assert after["review"]["last"] == "2026-03-10"
    assert "error" not in run("validate", "7KQ2", today="2026-03-12").stdout
    run("review", "7KQ2", "--corrects", "nothing.yaml", "--from", "-", stdin=mended, code=2)


def test_an_older_review_written_later_leaves_the_plan_alone(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "harms: [{id: h7k, degree: severe}]\ngoals: [{id: g2m, value: 1}]\n"
    said = run("review", "7KQ2", "--held", "2026-01-26", "--from", "-", stdin=given).stderr
    assert "later review is known already" in said
    assert plan.read_bytes() == before
    assert list((ROBIN / "reviews").glob("2026-01-26-*"))


REFUSED = {
    "next on the day held": ("next: 2026-03-10\n", "REV04"),
    "a harm that is not there": ("harms: [{id: hno, degree: mild}]\n", "REF02"),
    "a word that is not there": ("harms: [{id: h7k, degree: enormous}]\n", "SCH04"),
    "a number off the ruler": ("alliance: 11\n", "SCH05"),
}


@pytest.mark.parametrize(("given", "code"), REFUSED.values(), ids=list(REFUSED))
def test_a_review_that_does_not_fit_is_refused_whole(
    run: Run, plan: Path, given: str, code: str
) -> None:
    before, known = plan.read_bytes(), set((ROBIN / "reviews").glob("*"))
    shown = run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10", code=1)
    assert code in shown.stdout
    assert "enormous" not in shown.output
    assert plan.read_bytes() == before
    assert set((ROBIN / "reviews").glob("*")) == known


def test_nobody_holds_a_review_tomorrow(run: Run) -> None:
    run("review", "7KQ2", "--held", "tomorrow", "--from", "-", stdin=REVIEW, code=2)


def test_a_review_without_terminal_names_the_option(run: Run) -> None:
    assert "--from" in run("review", "7KQ2", code=2).stderr


def test_the_day_in_the_answers_is_the_day_of_the_review(run: Run) -> None:
    given = "held_on: 2026-03-05\nunintended: {children: none_seen}\n"
    run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10")
    (new,) = (ROBIN / "reviews").glob("2026-03-05-*")
    assert data_of(new)["held_on"] == "2026-03-05"
    assert data_of(ROBIN / "plan.yaml")["review"]["next"] == "2026-04-02"


@pytest.mark.parametrize("held", ["2026-03-11", "last week", "2026-02-30"])
def test_a_day_to_come_or_no_day_is_none_on_which_it_was_held(run: Run, held: str) -> None:
    given = f"held_on: {held}\nunintended: {{children: none_seen}}\n"
    run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10", code=2)
    assert not list((ROBIN / "reviews").glob("2026-03-1*"))


def test_two_days_for_one_review_are_one_too_many(run: Run) -> None:
    given = "held_on: 2026-03-05\nunintended: {children: none_seen}\n"
    words = ("review", "7KQ2", "--held", "2026-03-06", "--from", "-")
    said = run(*words, stdin=given, today="2026-03-10", code=2).stderr
    assert "another day" in said
