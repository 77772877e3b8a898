"""A read never writes: every byte, mode and time, and the git index, stay as they were."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.folders import state
from tests.support.processes import TODAY, cold, forked
from tests.support.running import PLAN

AUDIENCES = ("plan", "client")
FORMATS = ("md", "html", "txt")
READING: tuple[tuple[str, ...], ...] = (
    ("validate",),
    ("validate", "7KQ2", "--format", "json"),
    ("validate", PLAN),
    ("list",),
    ("show", "7KQ2"),
    ("next", "7KQ2"),
    ("prioritise", "7KQ2"),
    ("safety", "7KQ2"),
    ("options", "child"),
    ("due",),
    ("due", "--within", "30d", "--format", "json"),
    ("due", "--no-contact", "999d", "--format", "csv"),
    ("due", "--format", "ics"),
    ("remind", "--install", "cron"),
    ("remind", "--install", "systemd"),
    *(("render", "7KQ2", "--as", who, "--to", form) for who in AUDIENCES for form in FORMATS),
    ("explain",),
    ("explain", "GOA01"),
    ("schema", "plan"),
    ("set", "7KQ2", "goals.g2m.status", "achieved", "--dry-run"),
    ("create", "--starter", "quitting", "--dry-run"),
    ("--help",),
)


@pytest.fixture
def repository(caseload: Path, client: Callable[[str], str]) -> Path:
    """The caseload as a git repository, with something committed and something not."""
    git = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]
    subprocess.run([*git, "init", "-q", "."], cwd=caseload, check=True)
    subprocess.run([*git, "add", "."], cwd=caseload, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "all"], cwd=caseload, check=True)
    (caseload / PLAN).touch()  # the index no longer knows whether this file is as it was
    return caseload


def test_reading_leaves_everything_as_it_was(repository: Path) -> None:
    before = state(repository)
    assert ".git/index" in before
    for words in READING:
        done = forked((*TODAY, *words), repository)
        assert done.code in (0, 1), (words, done)
        assert done.out + done.err
        assert state(repository) == before, words


def test_reading_makes_no_private_folder(caseload: Path) -> None:
    shutil.rmtree(caseload / ".hrcli")
    for words in READING:
        assert forked((*TODAY, *words), caseload).code in (0, 1), words
    assert not (caseload / ".hrcli").exists()


def test_writing_is_seen_by_the_same_measure(repository: Path) -> None:
    before = state(repository)
    assert forked((*TODAY, "set", "7KQ2", "harms.h7k.rank", "2"), repository).code == 0
    now = state(repository)
    assert {name for name in now if now[name] != before.get(name)} == {
        PLAN,
        str(Path(PLAN).parent),
    }


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_reading_starts_no_process_and_opens_no_socket(
    repository: Path, tmp_path: Path, client: Callable[[str], str], words: tuple[str, ...]
) -> None:
    log = tmp_path / "calls"
    calls = "trace=execve,execveat,fork,vfork,clone,clone3,%network,openat,rename,unlink,mkdir"
    wrapper = [client("strace"), "-f", "-o", str(log), "-e", calls]
    # Without compiled files of its own Python would write some, next to the code.
    done = cold((*TODAY, *words), repository, wrapper, env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert done.code in (0, 1), done
    told = log.read_text().splitlines()
    called = [found[1] for line in told if (found := re.match(r"\d+ +(\w+)\(", line))]
    assert called.count("execve") == 1
    assert set(called) == {"openat", "execve"}
    writing = [line for line in told if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)", line)]
    assert writing == []
