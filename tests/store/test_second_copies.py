"""What a folder service puts beside the files of a case, or in their place, is named, not read."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import TABLE, load
from hrcli.store.caseload import IN_A_CASE, proper
from tests.support.running import PLAN, Run

CASE = "cases/7KQ2-9XMP"
REVIEW = f"{CASE}/reviews/2026-02-09-k7fw.yaml"
EVENT = f"{CASE}/events/2026-02-03-m2pd.yaml"
RECORDS = (PLAN, REVIEW, EVENT)

# As services and people are known to name them; hrcli knows none of these spellings.
SPELLINGS = (
    "{stem} 2.yaml",
    "{stem} (1).yaml",
    "{stem}-DESKTOP-7Q.yaml",
    "{stem} (conflicted copy 2026-02-09).yaml",
    "{stem} (Jos in Konflikt stehende Kopie 2026-02-09).yaml",
    "{stem} (コピー).yaml",
    "{stem}.sync-conflict-20260209-101112-ABCDEFG.yaml",
    "{stem} - Kopie.yaml",
    "Copy of {stem}.yaml",
    "{stem}.yml",
    "{stem}.YAML",
    "{stem}_conflict-20260209-101112.yaml",
    "{stem}~2.yaml",
    "old/{stem}.yaml",
)
STUBS = (".{name}.icloud", "{name}.nextcloud", "{name}.owncloud", ".{name}.gone")


def beside(caseload: Path, record: str, spelling: str) -> Path:
    """A copy of a record, under another name, saying something of its own."""
    path = caseload / record
    copy = path.parent / spelling.format(stem=path.stem, name=path.name)
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(path.read_text("utf-8").replace("jm", "CANARY"), "utf-8")
    return copy


def reading() -> list[tuple[str, ...]]:
    """A use of every command that can do without writing, also of those to come."""
    found = []
    for name, (_, line) in TABLE.items():
        command = load(name) if line else None
        if command is None or name in ("validate", "doctor", "demo", "init", "hooks", "edit"):
            continue
        options = {option for it in command.params for option in it.opts}
        writes = "--from" in options and "--dry-run" in options and name != "next"
        if isinstance(command, click.Group) or writes:
            continue
        asked = [it.name for it in command.params if isinstance(it, click.Argument) and it.required]
        words = ["7KQ2" if it == "case" else "caseload" for it in asked]
        found.append((name, *words, *(["--dry-run"] if "--dry-run" in options else [])))
    return [*found, ("show", "7KQ2"), ("render", "7KQ2", "--as", "review")]


def told(words: tuple[str, ...]) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--today", "2026-02-09", *words])
    return done.exit_code, done.output


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_second_copy_is_named_whatever_it_is_called(
    run: Run, caseload: Path, spelling: str
) -> None:
    copies = [beside(caseload, record, spelling) for record in RECORDS]
    checked, looked = run("validate", "7KQ2").stdout, run("doctor", code=1).stdout
    whole = run("validate").stdout
    for copy in copies:
        name = copy.relative_to(caseload / CASE).as_posix()
        assert f"{CASE}/{name}:1:1" in checked
        assert f"{CASE}/{name}:1:1" in whole
        assert f"7KQ2-9XMP/{name}" in looked
    assert checked.count("REF09 foreign-file") == len(copies)


def test_a_second_copy_changes_no_answer(run: Run, caseload: Path) -> None:
    """Walks every command that reads, so that one added later is asked as well."""
    words = reading()
    assert {"show", "due", "list", "next", "report", "render", "history"} <= {it[0] for it in words}
    before = {it: told(it) for it in words}
    for spelling in SPELLINGS:
        for record in RECORDS:
            beside(caseload, record, spelling)
    for it in words:
        assert told(it) == before[it], it


def test_diff_reads_no_second_copy(run: Run, caseload: Path, client: Callable[[str], str]) -> None:
    git = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]
    beside(caseload, EVENT, "{stem} 2.yaml")
    for words in (["init", "-q", "."], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=caseload, check=True)
    beside(caseload, REVIEW, "{stem} 2.yaml")
    copy = beside(caseload, EVENT, "{stem} 2.yaml")
    copy.write_text("kind: CANARY\n")
    assert run("diff", "7KQ2").stdout == ""
    subprocess.run([*git, "commit", "-qam", "y"], cwd=caseload, check=True)
    assert run("history", "7KQ2", "-n", "1").stdout.splitlines()[1:] == ["  another file: changed"]


def test_what_may_lie_there_is_said_in_one_table() -> None:
    """The folders of a case and what each may hold; a new kind of file has to be entered."""
    assert set(IN_A_CASE) == {"", "reviews", "events", "plans"}
    for name in ("plan.yaml", "registration.yaml", "reviews/2026-02-09-k7fw.yaml"):
        assert proper(name)
    for name in ("plan.yml", "Plan.yaml", "reviews/a.yaml", "2026-02-09-k7fw.yaml", "x/plan.yaml"):
        assert not proper(name)


def test_whatever_hrcli_writes_into_a_case_is_in_the_table(run: Run, caseload: Path) -> None:
    event = "what: A call.\n"
    run("event", "7KQ2", "contact", "--from", "-", stdin=event)
    run("replan", "7KQ2", "--from", "-", stdin="actions: {a8r: keep}\n")
    run("close", "7KQ2", "--outcome", "goals_met")
    run("reopen", "7KQ2", "--draft")
    names = [it.relative_to(caseload / CASE) for it in (caseload / CASE).rglob("*") if it.is_file()]
    assert len(names) > 4
    assert [name for name in names if not proper(name.as_posix())] == []


def test_the_registration_is_kept_for_later(run: Run, caseload: Path) -> None:
    (caseload / CASE / "registration.yaml").write_text("anything: [\n")
    assert "registration" not in run("validate", "7KQ2").output
    assert "registration" not in run("show", "7KQ2").output


@pytest.mark.parametrize("name", [".plan.yaml.swp", "plan.yaml~", ".#plan.yaml", "notes.txt"])
def test_what_editors_keep_is_theirs(run: Run, caseload: Path, name: str) -> None:
    before = run("validate", "7KQ2").stdout
    (caseload / CASE / name).write_bytes((caseload / PLAN).read_bytes())
    assert run("validate", "7KQ2").stdout == before
    assert name not in run("doctor", code=1).stdout


# Records with a proper name count


def test_two_equal_records_count_both_and_earn_one_advice(run: Run, caseload: Path) -> None:
    first = caseload / EVENT
    before = run("show", "7KQ2").stdout
    assert "1 event" in before
    for stem in ("aaaa", "bbbb"):
        shutil.copy(first, first.with_name(f"2026-02-03-{stem}.yaml"))
    assert "3 events" in run("show", "7KQ2").stdout
    told = run("validate", "7KQ2").stdout
    assert told.count("advice REF11 record-twice") == 1
    assert "foreign-file" not in told


# What was taken off the disk


@pytest.mark.parametrize("spelling", STUBS)
@pytest.mark.parametrize("record", [REVIEW, EVENT])
def test_a_record_that_was_taken_off_the_disk_is_named(
    run: Run, caseload: Path, record: str, spelling: str
) -> None:
    path = caseload / record
    stub = path.with_name(spelling.format(name=path.name))
    path.unlink()
    stub.write_bytes(b"bplist00\xd1\x01")
    for words in (("show", "7KQ2"), ("next", "7KQ2"), ("render", "7KQ2")):
        said = run(*words, code=3).stderr
        assert "not on this computer" in said
        assert said.splitlines()[1] == f"  {stub}"
    checked = run("validate", "7KQ2", code=1).stdout
    assert "error REF10 record-not-here" in checked
    assert f"{stub.parent.name}/{stub.name}" in checked
    assert stub.name in run("doctor", code=1).stdout
    for words in (("due",), ("list",)):
        assert "unreadable" in run(*words, code=3).stdout
    stub.unlink()
    path.touch()
    assert "REF10" not in run("validate", "7KQ2", code=1).stdout


def test_a_plan_that_was_taken_off_the_disk_is_named(run: Run, caseload: Path) -> None:
    (caseload / PLAN).rename(caseload / CASE / ".plan.yaml.icloud")
    for words in (("show", "7KQ2"), ("validate",)):
        assert ".plan.yaml.icloud" in run(*words, code=3).stderr
    assert "unreadable" in run("due", code=3).stdout
    assert ".plan.yaml.icloud" in run("doctor", code=1).stdout


def test_a_stub_of_a_whole_record_is_a_stub(run: Run, caseload: Path) -> None:
    """Whatever it holds: some services keep the content, and only hide it."""
    path = caseload / REVIEW
    path.rename(path.with_name(f".{path.name}.icloud"))
    assert "not on this computer" in run("show", "7KQ2", code=3).stderr


@pytest.mark.parametrize("name", ["{name}~", "{name}.orig", "#{name}#"])
def test_what_an_editor_kept_of_a_deleted_record_is_none(
    run: Run, caseload: Path, name: str
) -> None:
    path = caseload / REVIEW
    path.rename(path.with_name(name.format(name=path.name)))
    assert "0 reviews" in run("show", "7KQ2").stdout


# Among the cases, and beside them


@pytest.mark.parametrize("name", ["7KQ2-9XMP 2", "7KQ2-9XMP (1)", "7kq2-9xmp"])
def test_a_second_copy_of_a_whole_case_is_named(run: Run, caseload: Path, name: str) -> None:
    shutil.copytree(caseload / CASE, caseload / "cases" / name)
    (caseload / "cases" / name / "plan.yaml").unlink()  # its reviews alone are enough
    assert name in run("doctor", code=1).stdout
    for words in (("due",), ("list",)):
        assert "unreadable" in run(*words, code=3).stdout
    assert "no case id for its name" in run("validate", code=3).stderr


def test_what_is_no_case_at_all_is_nobodys_business(run: Run, caseload: Path) -> None:
    (caseload / "cases" / "notes.txt").write_text("x")
    (caseload / "cases" / "letters").mkdir()
    (caseload / "cases" / "letters" / "a.pdf").write_text("x")
    run("due")
    said = run("doctor", code=1).stdout
    assert "notes.txt" not in said
    assert "letters" not in said


@pytest.mark.parametrize("name", ["hrcli (1).yaml", "hrcli-PC.yaml", "knowledge/resources 2.yaml"])
def test_a_second_copy_of_the_caseloads_own_files_is_named(
    run: Run, caseload: Path, name: str
) -> None:
    (caseload / "knowledge").mkdir(exist_ok=True)
    (caseload / "knowledge" / "resources.yaml").write_text("hrcli: resources/1\nplaces: []\n")
    (caseload / "knowledge" / "labels.de.yaml").write_text("hrcli: labels/1\n")
    (caseload / "knowledge" / "labels.de-AT.yaml").write_text("hrcli: labels/1\n")
    (caseload / name).write_text("x: 1\n")
    said = run("doctor", code=1).stdout
    assert f"second copy, which nobody reads: {name}" in said
    assert "labels" not in said
