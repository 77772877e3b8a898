"""No program of a trapped repository runs, whatever command of hrcli is used in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import PLAN
from processes import forked
from traps import TRAPS, Place, program_in, repository, sprung

from hrcli.cli import main
from hrcli.commands import TABLE, load
from hrcli.resources import folder

KEPT = ("7KQ2-9XMP", "GP6J-WA08")  # cases enough for every command, and no more to copy
LAPSE = "date: 2026-02-08\nwhat: x\ntriggers: [stress]\n"
TODAY = ("--today", "2026-03-02")
Words = tuple[tuple[str, ...], str]

# What is typed for a command, in the order in which it is typed; the second part is its input. A
# command that is not here is attacked all the same, with what its own parameters ask for.
TYPED: dict[str, tuple[Words, ...]] = {
    "init": ((("init", "../beside"), ""),),
    "create": ((("create", "--starter", "quitting"), ""),),
    "add": ((("add", "7KQ2", "support", "--from", "-"), "who: a neighbour\nkind: community\n"),),
    "set": ((("set", "7KQ2", "harms.h7k.rank", "2"), ""),),
    "edit": ((("edit", "7KQ2", "--editor", "sed -i 's/^opened: .*/opened: 2026-01-11/'"), ""),),
    "options": ((("options", "child"), ""),),
    "prioritise": ((("prioritise", "7KQ2", "--accept"), ""),),
    "choose": ((("choose", "7KQ2", "o6t"), ""),),
    "agree": ((("agree", "7KQ2", "--by", "client"), ""),),
    "review": ((("review", "7KQ2", "--from", "-"), "unintended: {children: none_seen}\n"),),
    "event": ((("event", "7KQ2", "contact", "--from", "-"), "what: A call.\n"),),
    "replan": ((("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n"),),
    "close": ((("close", "7KQ2", "--outcome", "goals_met"), ""),),
    "validate": ((("validate",), ""), (("validate", "--staged"), "")),
    "explain": ((("explain", "GOA01"), ""),),
    "due": ((("due", "--within", "30d"), ""),),
    "remind": ((("remind", "--install", "cron"), ""),),
    "render": ((("render", "7KQ2", "--as", "client", "-o", "page.md", "--replace"), ""),),
    "report": ((("report", "caseload"), ""),),
    "diff": ((("diff", "7KQ2"), ""), (("diff", "7KQ2", "HEAD~1..HEAD", "--text"), "")),
    "merge-driver": ((("merge-driver", PLAN, "ours", "theirs", PLAN), ""),),
    "doctor": ((("doctor",), ""), (("doctor", "--fix"), "")),
    "hooks": ((("hooks", "install"), ""),),
    "schema": ((("schema", "plan"), ""),),
    "templates": ((("templates", "list"), ""), (("templates", "copy", "client.j2"), "")),
    "demo": ((("demo", "--into", "../demo"), ""),),
}
AT_A_TERMINAL = ("edit",)
COMMITS = (
    *("create", "add", "set", "edit", "prioritise", "choose", "agree"),
    *("review", "event", "replan", "close", "reopen", "templates"),
)


def typed(name: str) -> tuple[Words, ...]:
    """What is typed for a command; for one that nobody has thought of, made from what it takes."""
    if name in TYPED:
        return TYPED[name]
    command = load(name)
    assert command is not None
    asked = [it for it in command.params if isinstance(it, click.Argument)]
    known = {"case": "7KQ2"}
    words = [known.get(it.name or "", PLAN) for it in asked if it.required or it.name in known]
    takes = {option for it in command.params for option in it.opts}
    commits = ["--commit"] if "--commit" in takes else []
    return (((name, *words, *commits), ""),)


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


def ran(words: tuple[str, ...], given: str, root: Path) -> tuple[int, str]:
    """Runs hrcli once; gives its exit code and what it said."""
    if words[0] in AT_A_TERMINAL:
        done = forked((*TODAY, *words), root, keys=b"n\n")
        return done.code, done.out
    result = CliRunner().invoke(main, [*TODAY, *words], input=given)
    return result.exit_code, result.output


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
