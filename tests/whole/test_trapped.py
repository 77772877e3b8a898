"""No program of a trapped repository runs, whatever command of hrcli is used in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import TABLE
from hrcli.resources import folder
from tests.support.running import PLAN
from tests.support.trapped import TRAPS, Place, program_in, repository, sprung
from tests.support.typed import ran, typed

KEPT = ("7KQ2-9XMP", "GP6J-WA08")  # cases enough for every command, and no more to copy
COMMITS = (
    *("create", "ask", "add", "choose", "set", "prioritise", "agree", "set", "answer", "note"),
    *("done", "progress", "event", "review", "replan", "close", "reopen", "templates", "set"),
    *("edit", "remove", "undo"),
)


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small caseload that commits what it writes, as a repository; to be copied, not touched."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed (make clients)")
    root = tmp_path_factory.mktemp("trapped") / "caseload"
    mask = os.umask(0o077)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        CliRunner().invoke(main, ["init", str(root), "--no-git", "--worker", "jm"])
        for case in KEPT:
            shutil.copytree(folder("examples") / "cases" / case, root / "cases" / case)
        settings = (folder("examples") / "hrcli.yaml").read_text(encoding="utf-8")
        (root / "hrcli.yaml").write_text(f"{settings}commit: true\n", encoding="utf-8")
        (root / ".gitattributes").write_text("*.yaml text eol=lf\n")
        repository(root)
    yield root
    os.umask(mask)


@pytest.fixture
def place(trapped: Path, tmp_path: Path) -> Callable[[str], Place]:
    """Makes a copy of the repository in which a trap can be set."""

    def make(name: str) -> Place:
        root = tmp_path / name / "caseload"
        shutil.copytree(trapped, root, symlinks=True)
        return Place(root, program_in(root.parent))

    return make


def attacked(place: Place, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], int]:
    """Types every command in the folder; gives those that were typed with their exit codes."""
    codes = {}
    monkeypatch.chdir(place.root)
    monkeypatch.setenv("BROWSER", "true")
    for side in ("ours", "theirs"):
        text = (place.root / PLAN).read_text(encoding="utf-8")
        (place.root / side).write_text(f"{text}# {side}\n", encoding="utf-8")
    for name in TABLE:
        for words, given in typed(name):
            code, said = ran(words, given, place.root)
            codes[words] = code
            assert code in (0, 1, 2, 3), (words, said)
            assert not sprung(place), f"hrcli {' '.join(words)} ran the program"
    return codes


def test_without_a_trap_every_command_goes_its_way(
    place: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch, umask: None
) -> None:
    """What is typed reaches the places where git is asked, so that not running says something."""
    free = place("free")
    codes = attacked(free, monkeypatch)
    assert [words for words, code in codes.items() if code == 2] == []
    said = [line.split(": ")[-1] for line in free.git("log", "--format=%s").splitlines()]
    assert tuple(said[::-1][2:]) == COMMITS, said


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_fires_under_plain_git_and_under_no_command(
    name: str, place: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch, umask: None
) -> None:
    control, here = place("control"), place("here")
    for each in (control, here):
        TRAPS[name].set_in(each)
        sprung(each)
    assert TRAPS[name].spring(control), "plain git does not run this: it is no trap"
    attacked(here, monkeypatch)
