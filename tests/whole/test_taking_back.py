"""Whatever hrcli writes is written down first, once, and can be taken back byte for byte."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import TABLE
from hrcli.store import git
from hrcli.store.journal import UNDO
from tests.support.folders import files, leftovers
from tests.support.method import LAPSE, REVIEW
from tests.support.processes import TODAY, forked
from tests.support.running import FULL, PLAN, Run, sample


class Write(NamedTuple):
    """A command that writes: its words, what it is given, and what has to be done before."""

    words: str
    given: str | None = None
    first: str = ""
    keys: bytes | None = None  # it needs a terminal
    final: bool = False  # it is never taken back
    code: int = 0


SET = "set 7KQ2 harms.h7k.importance 9"
CLOSE = "close 7KQ2 --outcome goals_met"
ASKED = "asked: [{about: suicide, answer: declined}]"
WEIGHED = "{benefits: [rest], costs: [time], because: hers}"
NOT_NOW = "{because: away, until: 2026-03-01}"
COMPLAINT = """\
client_says:
  complaints:
    - {id: c4k, what: The door creaks., said_on: 2026-02-02}
"""
WRITES = {
    "create": Write("create --starter quitting"),
    "ask": Write("ask 7KQ2 --from -", ASKED),
    "add": Write("add 7KQ2 support --from -", "{who: a neighbour, kind: community}"),
    "set": Write(SET),
    "edit": Write("edit 7KQ2 --editor ./editor", keys=b""),
    "remove": Write("remove 7KQ2 a8r --yes"),
    "next": Write("next ZQ2K --not-now --from -", NOT_NOW),
    "prioritise": Write("prioritise 7KQ2 --accept", first="set 7KQ2 harms.h7k.rank 7"),
    "choose": Write("choose 7KQ2 o6t --from -", WEIGHED),
    "agree": Write("agree 7KQ2 --by client --by worker"),
    "note": Write("note 7KQ2 --how met"),
    "answer": Write("answer 7KQ2 --from -", "answer: The door is oiled."),
    "done": Write("done 7KQ2 a8r"),
    "progress": Write("progress 7KQ2 g2m 4"),
    "event": Write("event 7KQ2 lapse --into-plan --from -", LAPSE),
    "review": Write("review 7KQ2 --from -", REVIEW),
    "replan": Write("replan 7KQ2 --from -", "actions: {a8r: keep}"),
    "close": Write(CLOSE),
    "reopen": Write("reopen 7KQ2", first=CLOSE),
    "templates": Write("templates copy client.j2"),
    "undo": Write("undo", first=SET),
    "doctor": Write("doctor --fix", code=1),
    "render": Write(
        "render 6PYF --as referral --consent c2hm --yes --to html -o page.html", final=True
    ),
}
OTHERS = {
    "init": "makes the caseload",
    "work": "walks the commands named here, each with a record of its own",
    "demo": "works in a folder of its own",
    "open": "a page of the moment, under .hrcli",
    "remind": "writes for the timers of the system",
    "hooks": "writes for git",
    "merge-driver": "writes over git's copies",
    **dict.fromkeys(
        (
            *("options", "safety", "due", "list", "find", "show", "history", "diff", "report"),
            *("explain", "validate", "completion", "schema", "overview"),
        ),
        "reads",
    ),
}
"""Why there is nothing to take back of a command."""


def test_each_command_is_known_to_write_or_not() -> None:
    assert not WRITES.keys() & OTHERS.keys()
    assert WRITES.keys() | OTHERS.keys() == TABLE.keys()


def working(root: Path) -> dict[str, bytes]:
    """The files that people work with: neither hrcli's own nor git's."""
    return {name: it for name, it in files(root).items() if not name.startswith(".git/")}


def entries(root: Path) -> set[str]:
    return {path.name for path in (root / UNDO).glob("*")}


@pytest.mark.parametrize("name", WRITES)
def test_each_command_that_writes_makes_one_record_and_is_taken_back(
    run: Run, caseload: Path, client: Callable[[str], str], name: str
) -> None:
    write = WRITES[name]
    _prepare(caseload)
    if name == "doctor":
        client("git")
        assert git.init(caseload)
    if write.first:
        run(*write.first.split())
    before, known = working(caseload), entries(caseload)
    if write.keys is None:
        run(*write.words.split(), stdin=write.given, code=write.code)
    else:
        done = forked((*TODAY, *write.words.split()), caseload, keys=write.keys)
        assert done.code == write.code, done
    after = working(caseload)
    assert after != before
    (new,) = entries(caseload) - known
    assert new.isdigit(), "it is marked as done"
    assert leftovers(caseload) == []
    assert not {*caseload.rglob("record.json")} - {*(caseload / UNDO).glob("*/record.json")}
    if write.final:
        assert "its record stays" in run("undo", code=3).stderr
        assert working(caseload) == after
        return
    back, again = ("undo", "undo --redo") if name != "undo" else ("undo --redo", "undo")
    run(*back.split())
    assert working(caseload) == before
    run(*again.split())
    assert working(caseload) == after


def _prepare(caseload: Path) -> None:
    """An editor that adds a line, and something amiss for `doctor` in a repository."""
    editor = caseload / "editor"
    editor.write_text('#!/bin/sh\necho "# mine" >>"$1"\n')
    editor.chmod(0o700)
    (caseload / ".gitignore").write_text("mine\n")
    with (caseload / PLAN).open("a") as plan:
        plan.write(COMPLAINT)


# At random


SEQUENCE = [name for name in WRITES if WRITES[name].keys is None and name not in ("undo", "doctor")]
CHEAP = ("set", "add", "note", "progress", "done", "ask", "remove", "create")
WEIGHTS = [6 if name in CHEAP else 1 for name in SEQUENCE]


class Walk:
    """Commands at random, each beside what the files were before it."""

    def __init__(self, caseload: Path, seed: int) -> None:
        self.caseload, self.chance = caseload, random.Random(seed)
        self.before: list[dict[str, bytes]] = []
        self.undone: list[dict[str, bytes]] = []
        self.back = 0  # how many steps were taken back

    def run(self, words: str, given: str | None = None) -> int:
        result = CliRunner().invoke(main, ["--quiet", *TODAY, *words.split()], input=given)
        assert result.exit_code < 4, (words, result.output)
        return result.exit_code

    def write(self) -> None:
        (name,) = self.chance.choices(SEQUENCE, WEIGHTS)
        words = WRITES[name].words
        if name in ("set", "progress"):
            words = f"{words.rpartition(' ')[0]} {self.chance.randrange(9)}"
        now, known = working(self.caseload), entries(self.caseload)
        self.run(words, WRITES[name].given)
        if working(self.caseload) != now:
            self.before.append(now)
            self.undone.clear()
        assert len(entries(self.caseload) - known) == (working(self.caseload) != now), words
        if WRITES[name].final:
            self.before.clear()  # nothing before it is taken back
            self.run("undo --forget --yes")

    def undo(self) -> None:
        now = working(self.caseload)
        code = self.run("undo")
        assert (code == 0) == bool(self.before)
        if code == 0:
            self.undone.append(now)
            now = self.before.pop()
            self.back += 1
        assert working(self.caseload) == now

    def redo(self) -> None:
        now = working(self.caseload)
        code = self.run("undo --redo")
        if self.undone:
            assert code == 0
            self.before.append(now)
            assert working(self.caseload) == self.undone.pop()
        else:
            assert working(self.caseload) == now

    def sequence(self) -> None:
        """A few commands and all of them taken back, with a step forward again here and there."""
        self.run("undo --forget --yes")
        self.before.clear()
        self.undone.clear()
        for _ in range(self.chance.randint(1, 2)):
            self.chance.choices((self.write, self.undo, self.redo), (6, 1, 1))[0]()
        keeps = self.chance.random() < 0.2  # so that the next begins elsewhere
        while self.before and not keeps:
            self.undo()


@pytest.mark.parametrize("seed", range(4))
def test_undo_gives_back_the_files_after_any_sequence(
    caseload: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(caseload)
    _prepare(caseload)
    walk = Walk(caseload, seed)
    for _ in range(250 if FULL else 15):
        walk.sequence()
    assert walk.back > 5


def test_with_git_each_step_back_is_a_commit_of_its_own(
    caseload: Path, monkeypatch: pytest.MonkeyPatch, client: Callable[[str], str]
) -> None:
    client("git")
    monkeypatch.chdir(caseload)
    _prepare(caseload)
    assert git.init(caseload)
    with (caseload / "hrcli.yaml").open("a") as settings:
        settings.write("commit: true\n")
    git.commit(caseload, ["hrcli.yaml", "cases"], "all")
    walk = Walk(caseload, 5)
    commits = [git.commit_id(caseload, "HEAD")]
    for _ in range(sample(30)):
        walk.sequence()
        told = git.history(caseload, ".")
        assert [it.id for it in told][-len(commits) :] == commits, "no history is rewritten"
        commits = [it.id for it in told]
    assert len(commits) > 4
    dirty = git._run(caseload, "status", "--porcelain", "--", "cases").stdout
    assert dirty == b"", "what was taken back is committed too"
    run = walk.run
    assert run("create --starter quitting --no-commit") == run("undo --commit") == 0
    assert git.commit_id(caseload, "HEAD") == commits[0], "what git never had need not go from it"
