"""Changes that go into git's history at once: the file first, git second, nothing run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.running import PLAN, Run
from tests.support.traps import TRAPS

Git = Callable[..., str]


@pytest.fixture
def git(caseload: Path, client: Callable[[str], str]) -> Git:
    """Runs git in the caseload, which is made a repository with all of it committed."""
    words = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]

    def run(*more: str) -> str:
        done = subprocess.run([*words, *more], cwd=caseload, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "-q", ".")
    run("config", "user.name", "Jo M")
    run("add", ".")
    run("commit", "-q", "-m", "all")
    return run


def test_a_change_is_committed_where_it_is_wanted(run: Run, git: Git, caseload: Path) -> None:
    (caseload / "cases" / "7KQ2-9XMP" / "notes.txt").write_text("mine")
    git("add", ".")
    run("set", "7KQ2", "harms.h7k.rank", "2", "--commit")
    assert git("log", "-1", "--format=%an %s", "--name-only").split("\n") == [
        "Jo M 7KQ2-9XMP: set",
        "",
        PLAN,
        "",
    ]
    assert git("status", "--short") == "A  cases/7KQ2-9XMP/notes.txt\n"


def test_without_being_asked_nothing_is_committed(run: Run, git: Git) -> None:
    run("set", "7KQ2", "harms.h7k.rank", "2")
    run("set", "7KQ2", "harms.h7k.rank", "3", "--commit", "--dry-run")
    assert git("log", "--format=%s") == "all\n"
    assert git("status", "--short") == f" M {PLAN}\n"


def test_the_caseload_may_ask_for_it(run: Run, git: Git, caseload: Path) -> None:
    with (caseload / "hrcli.yaml").open("a") as settings:
        settings.write("commit: true\n")
    run("set", "7KQ2", "harms.h7k.rank", "2")
    run(
        "review",
        "7KQ2",
        "--from",
        "-",
        stdin="unintended: {children: none_seen}",
        today="2026-03-02",
    )
    run("set", "7KQ2", "harms.h7k.rank", "3", "--no-commit")
    case = run("create", "--starter", "quitting").stdout.strip()
    said = git("log", "--format=%s").splitlines()
    assert said == [f"{case}: create", "7KQ2-9XMP: review", "7KQ2-9XMP: set", "all"]
    names = git("log", "-1", "--skip=1", "--format=", "--name-only").splitlines()
    assert [name.split("/")[2] for name in names] == ["plan.yaml", "reviews"]
    assert git("status", "--short").splitlines() == [f" M {PLAN}", " M hrcli.yaml"]


def test_what_is_there_already_is_no_failure(run: Run, git: Git, caseload: Path) -> None:
    run("set", "7KQ2", "harms.h7k.rank", "2")
    run("set", "7KQ2", "harms.h7k.rank", "1", "--commit")
    assert git("log", "--format=%s") == "all\n"


def test_no_text_of_the_case_is_in_the_message(run: Run, git: Git) -> None:
    run("set", "7KQ2", "hope", "--from", "-", "--commit", stdin="Canary")
    assert "Canary" not in git("log", "--format=%B%n%an%n%ae%n%D")


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock"])
def test_the_file_is_saved_where_git_is_in_the_way(
    run: Run, git: Git, caseload: Path, lock: str
) -> None:
    (caseload / ".git" / lock).touch()
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert "Saved, but git did not take it" in said
    assert "rank: 2" in (caseload / PLAN).read_text()
    assert (caseload / ".git" / lock).exists()


def test_no_commit_is_made_where_it_would_get_lost(run: Run, git: Git, caseload: Path) -> None:
    git("checkout", "-q", "--detach")
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert "Saved, but not committed: the folder is on no branch" in said
    assert "rank: 2" in (caseload / PLAN).read_text()
    assert git("log", "--all", "--format=%s") == "all\n"


def test_a_merge_is_not_finished_by_the_way(run: Run, git: Git, caseload: Path) -> None:
    git("checkout", "-qb", "other")
    run("set", "7KQ2", "harms.h7k.rank", "2", "--commit")
    git("checkout", "-q", "-")
    run("set", "3DK6", "worker", "ak", "--commit")
    git("merge", "-q", "--no-commit", "other")
    said = run("set", "3DK6", "worker", "rs", "--commit", code=3).stderr
    assert "a merge is under way" in said
    assert git("log", "-1", "--format=%s") == "3DK6-AHFX: set\n"
    assert (caseload / ".git" / "MERGE_HEAD").exists()
    assert " M cases/3DK6-AHFX/plan.yaml" in git("status", "--short").splitlines()


def test_signing_and_hooks_stay_out_of_it(run: Run, git: Git, caseload: Path) -> None:
    """A hook may have come with the folder; a hook of the worker's own runs with git commit."""
    git("config", "commit.gpgSign", "true")
    hook = caseload / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    run("set", "7KQ2", "harms.h7k.rank", "2", "--commit")
    assert git("log", "-1", "--format=%s %G?") == "7KQ2-9XMP: set N\n"


def test_without_a_repository_it_says_so(run: Run, caseload: Path) -> None:
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert "Saved, but there is no git repository here" in said


@pytest.mark.parametrize("name", TRAPS)
def test_a_repository_that_could_run_a_program_is_refused(
    run: Run, git: Git, caseload: Path, tmp_path: Path, name: str
) -> None:
    trap, sprung = tmp_path / "traps" / "pre-commit", tmp_path / "sprung"
    trap.parent.mkdir()
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    trap.chmod(0o755)
    (trap.parent / "more").write_text(TRAPS["fsmonitor"].format(trap=trap, folder=""))
    with (caseload / ".git" / "config").open("a") as config:
        config.write(TRAPS[name].format(trap=trap, folder=trap.parent))
    refused = name not in ("alias", "merge", "ssh")  # none has a part in a commit
    chosen = "filter=x diff=x " if refused else ""
    (caseload / ".gitattributes").write_text(f"*.yaml {chosen}merge=hrcli\n")
    code = 3 if refused else 0
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=code).stderr
    assert ("not committed" in said) == refused
    assert "rank: 2" in (caseload / PLAN).read_text()
    assert not sprung.exists()
