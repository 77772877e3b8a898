"""A new caseload: what is in its settings, and the history that it has from the first day on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.plan import schema
from hrcli.plan.case import Settings, settings_of
from tests.support.places import ROOT
from tests.support.processes import forked
from tests.support.running import Run

Git = Callable[..., str]
KEY = re.compile(r" *\w+:")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A folder for a new caseload, where we are."""
    new = tmp_path / "new"
    new.mkdir()
    monkeypatch.chdir(new)
    return new


@pytest.fixture
def git(place: Path, client: Callable[[str], str]) -> Git:
    program = client("git")

    def run(*words: str) -> str:
        done = subprocess.run([program, *words], cwd=place, capture_output=True, text=True)
        return done.stdout or done.stderr

    return run


def says(place: Path) -> Settings:
    return settings_of(yaml.safe_load((place / "hrcli.yaml").read_text()))


# The settings


def everything_said(text: str) -> dict[str, Any]:
    """The settings with the `# ` before each key taken away."""
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    said: dict[str, Any] = yaml.safe_load("\n".join(it for it in lines if KEY.match(it)))
    return said


def test_a_new_caseload_shows_every_setting_with_its_default() -> None:
    text = (ROOT / "templates" / "caseload.yaml").read_text(encoding="utf-8")
    said = everything_said(text)
    assert settings_of(said) == Settings(worker="me")
    groups = {key: it for key, it in said.items() if isinstance(it, dict)}
    shown = {*said, *(f"{key}.{inner}" for key, group in groups.items() for inner in group)}
    known = {name for name, _ in schema.properties("caseload") if "[" not in name}
    assert {name for name in known if name.partition(".")[0] in (name, *groups)} == shown
    told = [line for line in text.splitlines() if KEY.match(line.removeprefix("# "))]
    assert [line for line in told[1:] if "  # " not in line] == []


def test_a_new_caseload_passes_its_own_check(run: Run, place: Path) -> None:
    run("init", "--no-git", "--worker", "j: m")
    assert says(place).worker == "j: m"
    assert run("validate").stdout == ""


# The history


def test_a_new_repository_keeps_every_change_from_the_first_day(
    run: Run, place: Path, git: Git
) -> None:
    said = run("init", "--worker", "jm").stderr
    assert "Git keeps every change from now on, as made by jm (" in said
    assert git("log", "--format=%an|%ae|%cn|%s") == "jm|jm|jm|caseload: init\n"
    assert git("ls-files").split() == [".gitattributes", ".gitignore", "hrcli.yaml"]
    assert git("status", "--short") == ""
    assert says(place).commit
    assert "what is taken out of a plan stays in the history" in (place / "hrcli.yaml").read_text()
    case = run("create", "--starter", "quitting").stdout.strip()
    assert git("log", "-1", "--format=%an|%ae|%s") == f"jm|jm|{case}: create\n"
    assert run("diff", case).stdout == ""
    assert " jm " in run("history", case).stdout


def test_the_author_is_whoever_git_knows(
    run: Run, place: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").write_text("[user]\n name = Jo M\n email = jo@x.invalid\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "own"))
    assert "as made by Jo M <jo@x.invalid> (" in run("init", "--worker", "jm").stderr
    assert git("log", "--format=%an|%ae") == "Jo M|jo@x.invalid\n"


def test_nothing_is_committed_in_a_repository_that_was_there_before(
    run: Run, place: Path, git: Git
) -> None:
    git("init", "-q", ".")
    (place / "inner").mkdir()
    said = run("init", "inner").stderr
    assert "that was there before, so nothing was committed" in said
    assert not says(place / "inner").commit
    assert "does not have any commits" in git("log")
    for words, code in (("history", 0), ("diff", 3)):
        case = run("--caseload", "inner", "create", "--starter", "quitting").stdout.strip()
        told = run("--caseload", "inner", words, case, code=code).stderr
        assert "To begin one, in the caseload's folder: git init" in told


def test_without_git_a_caseload_is_made_all_the_same(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--no-git" not in run("init", "none", "--no-git").stderr
    monkeypatch.setenv("PATH", str(place))
    assert "Git is not installed here" in run("init", "lacking").stderr
    for name in ("none", "lacking"):
        assert not (place / name / ".git").exists()
        assert not says(place / name).commit
        run("--caseload", name, "create", "--starter", "quitting")


def test_at_a_terminal_the_initials_are_asked_for(place: Path) -> None:
    asked = forked(("init", "one", "--no-git"), place, keys=b"rs\n")
    assert asked.code == 0
    assert "Your initials, for the plans [me]: " in asked.out
    assert says(place / "one").worker == "rs"
    assert "Your initials" not in forked(("init", "two", "--no-git"), place).err
    assert says(place / "two").worker == "me"


def test_the_last_line_says_how_to_go_on(run: Run, place: Path) -> None:
    said = run("init", "a b", "--no-git").stderr
    assert said.endswith("cd 'a b', then hrcli create\n")
    page = said.partition("step by step: ")[2].split("\n")[0]
    assert Path(page).read_text("utf-8").startswith("# Your first hour")
    assert run("init", "--no-git").stderr.endswith("the first plan: hrcli create\n")


# What may be pushed


def test_a_place_to_push_to_is_named_while_nothing_encrypts(
    run: Run, place: Path, git: Git
) -> None:
    def doctor() -> str:
        """What it says, whether or not anything is amiss."""
        return CliRunner().invoke(main, ["doctor"]).stderr

    run("init", "--worker", "jm")
    assert "pushed" not in doctor()
    git("remote", "add", "home", "x@y.invalid:z")
    told = "What is pushed to home can be read there"
    assert told in doctor()
    with (place / ".gitattributes").open("a") as attributes:
        attributes.write("cases/** filter=git-crypt\n")
    assert told in doctor()  # nothing stands behind that name yet
    git("config", "filter.git-crypt.clean", '"git-crypt" clean')
    assert told not in doctor()
    git("config", "filter.git-crypt.clean", "rev")
    assert told in doctor()
