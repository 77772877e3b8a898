"""`hrcli undo`: the files of before, byte for byte, and what is never taken back."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.support.folders import files, leftovers
from tests.support.method import LAPSE, REVIEW
from tests.support.running import PLAN, Run

SET = ("set", "7KQ2", "harms.h7k.importance", "9")
DISCLOSED = "{kind: disclosure, date: 2026-02-09, consent: c5n, audience: referral}"


def test_once_more_goes_a_step_further_back_and_redo_comes_forward(run: Run, plan: Path) -> None:
    states = [files(Path())]
    for words, stdin in (
        (SET, None),
        (("review", "7KQ2", "--from", "-"), REVIEW),
        (("event", "7KQ2", "lapse", "--into-plan", "--from", "-"), LAPSE),
    ):
        run(*words, stdin=stdin, today="2026-03-10")
        states.append(files(Path()))
    for state in states[-2::-1]:
        said = run("undo").stderr
        assert files(Path()) == state
    assert said == "Taken back: set of 2026-03-10 in 7KQ2-9XMP. --redo does it again.\n"
    assert "no change that could be taken back" in run("undo", code=2).stderr
    for state in states[1:]:
        run("undo", "--redo")
        assert files(Path()) == state
    run("undo", "--redo", code=2)
    run("undo")
    assert files(Path()) == states[-2]


def test_only_the_changes_of_the_case_that_is_named(run: Run, plan: Path) -> None:
    before = files(Path())
    run(*SET)
    after = files(Path())
    made = run("create", "--starter", "quitting").stdout.strip()
    run("undo", "7KQ2")
    assert files(Path())[PLAN] == before[PLAN]
    run("undo", made)
    assert files(Path()) == before
    assert not Path("cases", made).exists()
    run("undo", "--redo", "7KQ2")
    assert files(Path()) == after


def test_of_a_new_case_what_somebody_laid_beside_its_plan_stays(run: Run, plan: Path) -> None:
    made = run("create", "--starter", "quitting").stdout.strip()
    letter = Path("cases", made, "letter.txt")
    letter.write_text("mine")
    run("undo")
    assert [it.name for it in letter.parent.iterdir()] == ["letter.txt"]


def test_a_file_that_has_changed_since_is_shown_and_left(run: Run, plan: Path) -> None:
    run(*SET)
    with plan.open("a") as file:
        file.write("# mine\n")
    before = files(Path())
    done = run("undo", code=3)
    assert "-# mine" in done.stdout
    assert "A file has changed since, so nothing was taken back." in done.stderr
    assert PLAN in done.stderr
    assert files(Path()) == before


def test_with_dry_run_it_is_only_shown(run: Run, plan: Path) -> None:
    run(*SET)
    before = files(Path())
    assert "-    importance: 9" in run("undo", "--dry-run").stdout
    assert files(Path()) == before


def test_a_disclosure_stays(run: Run, plan: Path) -> None:
    run("event", "7KQ2", "--from", "-", stdin=DISCLOSED)
    before = files(Path())
    said = run("undo", code=3).stderr
    assert said.startswith("The copy has gone out; its record stays.")
    assert files(Path()) == before
    assert "The copy has gone out" in run("undo", "--list").stdout


def test_the_list_shows_days_commands_and_ids_and_no_words(run: Run, plan: Path) -> None:
    assert run("undo", "--list").stdout == ""
    run(*SET)
    run("add", "7KQ2", "support", "--from", "-", stdin="{who: Auntie Canary, kind: family}")
    told = run("undo", "--list").stdout
    assert [row.split() for row in told.splitlines()[1:]] == [
        ["2026-02-09", "add", "7KQ2-9XMP"],
        ["2026-02-09", "set", "7KQ2-9XMP"],
    ]
    run("undo")
    assert len(run("undo", "--list").stdout.splitlines()) == 2


def test_forgetting_is_asked_for_and_drops_what_the_files_held(run: Run, plan: Path) -> None:
    run(*SET)
    run("undo", "--forget", code=2)
    assert list(Path(".hrcli/undo").iterdir())
    run("undo", "--forget", "--yes")
    assert list(Path(".hrcli/undo").iterdir()) == []
    run("undo", code=2)


def test_what_is_kept_is_for_its_owner_alone_and_not_for_long(run: Run, plan: Path) -> None:
    for number in range(53):
        run("set", "7KQ2", "harms.h7k.importance", str(number % 9))
    kept = Path(".hrcli/undo")
    assert len(list(kept.iterdir())) <= 51
    for path in (kept, *kept.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    run("set", "7KQ2", "harms.h7k.importance", "3", today="2026-03-12")
    assert len(list(kept.iterdir())) == 1, "30 days are over"
    assert leftovers(Path()) == []
