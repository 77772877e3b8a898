"""What each command says to each slip at a terminal, and that doing what it says works.

The table is tests/cases/slips_of_hand.yaml; a command without its row fails.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.terminal import width
from tests.support.conversation import Conversation
from tests.support.hostile import COLOURS
from tests.support.places import ROOT
from tests.support.processes import TODAY, Done
from tests.support.running import FULL

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "cases" / "slips_of_hand.yaml").read_text(encoding="utf-8")
)
ID = re.compile(r"\b[A-Z0-9]{4}\b")
CLOSED = "QJG8"
NARROW, WIDE = 50, 200
WAITS = """\
client_says:
  complaints:
    - {id: c4k, what: The door squeaks., said_on: 2026-02-02}
"""
CTRL_D = b"\x04"
MEANT = re.compile(r"Did you mean:? ([^?,]+)")
NAMED = re.compile(r"hrcli (?:[a-z][\w-]*)(?: --?[a-z]+| [A-Z0-9]{4}\b)*")
SAID = (0, 1, 2, 3, 130)
DONE = (0, 1, 130)
"""How a command ends that was typed rightly; the last where it asks, and Ctrl-D is the answer."""


class Slip(NamedTuple):
    """A slip, and what is to be seen of it."""

    name: str
    words: str
    says: str = ""
    then: str | None = None  # what is typed in its place
    enters: int = 0
    codes: tuple[int, ...] = (2,)


def typed(folder: Path, name: str, words: str, enters: int = 0, columns: int = WIDE) -> Done:
    """What is shown at a terminal; behind Enter at so many questions comes Ctrl-D."""
    talk = Conversation([*TODAY, name, *shlex.split(words)], folder, (50, columns))
    for number, _ in enumerate(talk.questions()):
        if number < enters:
            talk.type("")
        else:
            talk.interrupt(CTRL_D)
    assert talk.code is not None
    return Done(talk.code, COLOURS.sub("", talk.shown), "")


def corrected(words: str, meant: str) -> str:
    """The words with the one that looks most like what is meant put right."""
    pieces = re.split(r"([ .])", words)
    at = max(
        range(0, len(pieces), 2),
        key=lambda it: (SequenceMatcher(None, pieces[it], meant).ratio(), it),
    )
    return "".join([*pieces[:at], meant, *pieces[at + 1 :]])


def slips(name: str, row: dict[str, Any]) -> Iterator[Slip]:
    """All slips that can be made at a command."""
    right = row["right"]
    yield Slip("word", *row["word"])
    yield from (Slip(kind, *row[kind]) for kind in ("day", "range") if row[kind] != "none")
    if case := ID.match(right):
        yield Slip("wrong id", f"{right[:3]}3{right[4:]}", f"Did you mean {case[0]}?")
        shut = row.get("closed") == "refused"
        says, codes = ("hrcli reopen QJG8", (2,)) if shut else ("", SAID)
        yield Slip("closed case", ID.sub(CLOSED, right, 1), says, codes=codes)
    needed = [it for it in every_command()[name].params if it.required]
    if needed and isinstance(needed[0], click.Argument):
        yield Slip("no word", "", " is missing", right)
    if row.get("asks"):
        yield Slip("Enter alone", right, enters=60, codes=SAID)
        yield Slip("Ctrl-D", right, "Stopped.", codes=(130,))


def lines_of(done: Done, columns: int) -> list[str]:
    """The three lines of the message: what, where, what to do."""
    told = done.out.rstrip().split("\n")
    assert [line for line in told if width(line) > columns] == []
    return told[-3:]


@pytest.fixture
def folder(caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(caseload)
    with (caseload / "cases" / "9SR8-AWTQ" / "plan.yaml").open("a", encoding="utf-8") as plan:
        plan.write(WAITS)  # no example has a remark that nobody has answered
    return caseload


def test_every_command_has_its_row() -> None:
    assert set(TABLE) == set(every_command())
    for name, row in TABLE.items():
        assert {"right", "word", "day", "range"} <= set(row), name
        takes_days = any(it.metavar in ("DATE", "[DATE]") for it in every_command()[name].params)
        assert not takes_days or row["day"] != "none", name


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_slip_is_told_and_doing_what_is_said_works(folder: Path, name: str) -> None:
    made = list(slips(name, TABLE[name]))
    turn = sorted(TABLE).index(name) % len(made)
    for slip in made if FULL else made[turn : turn + 1]:
        fresh = shutil.copytree(folder, folder / ".." / slip.name)
        done = typed(fresh, name, slip.words, slip.enters)
        assert done.code in slip.codes, (slip, done.out)
        assert slip.says in " ".join(done.out.split()), (slip, done.out)
        if done.code == 2:
            _does_what_is_said(fresh, name, slip, lines_of(done, WIDE)[-1])


def _does_what_is_said(folder: Path, name: str, slip: Slip, todo: str) -> None:
    for command in NAMED.findall(re.sub("Write it so: [^.]*", "", todo)):
        _, other, *words = shlex.split(command)
        assert typed(folder, other, shlex.join(words)).code in DONE, command
    meant = MEANT.search(todo)
    then = corrected(slip.words, meant[1]) if meant and slip.then is None else slip.then
    if then is not None:
        lacking = (3,) if "needs" in TABLE[name] else ()
        assert typed(folder, name, then).code in (*DONE, *lacking), then


@pytest.mark.parametrize("name", sorted(TABLE)[::4] if FULL else ["add"])
def test_a_message_fits_a_narrow_terminal(folder: Path, name: str) -> None:
    words = TABLE[name]["word"][0]
    wide = typed(folder, name, words).out
    narrow = typed(folder, name, words, columns=NARROW)
    lines_of(narrow, NARROW)
    assert narrow.out.split() == wide.split()


ANYWHERE = {"completion", "demo", "explain", "init", "options", "schema", "templates"}
"""The commands that need no caseload."""


@pytest.mark.parametrize("name", sorted(set(TABLE) - ANYWHERE) if FULL else ["find"])
def test_in_a_wrong_folder_the_right_one_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: None, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = typed(tmp_path, name, TABLE[name]["right"])
    assert done.code == 3
    what, where, todo = lines_of(done, WIDE)
    assert what.endswith("There is no caseload here.")
    assert (where.strip(), "hrcli init" in todo) == (str(tmp_path), True)
    assert CliRunner().invoke(main, ["init", "--no-git", "--worker", "jm"]).exit_code == 0
    assert typed(tmp_path, name, TABLE[name]["right"]).code != 3 or "needs" in TABLE[name]


ASKING = [name for name, row in sorted(TABLE.items()) if row.get("asks")]


@pytest.mark.parametrize("name", ASKING if FULL else ASKING[:1])
def test_ctrl_c_stops_and_nothing_has_changed(folder: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in folder.glob("cases/**/*.yaml")}
    talk = Conversation([*TODAY, name, *shlex.split(TABLE[name]["right"])], folder)
    next(talk.questions())
    assert talk.interrupt() == 130
    assert "Stopped." in talk.shown
    assert {path: path.read_bytes() for path in folder.glob("cases/**/*.yaml")} == before


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.get("needs") == "git"])
def test_without_git_it_is_told_how_a_history_begins(
    folder: Path, client: Callable[[str], str], name: str
) -> None:
    client("git")
    done = typed(folder, name, TABLE[name]["right"])
    assert done.code == 3
    _, _, todo = lines_of(done, WIDE)
    assert "git init" in todo
    assert (
        os.system("git init -q && git add . && git -c user.name=x -c user.email=x commit -qm x")
        == 0
    )
    assert typed(folder, name, TABLE[name]["right"]).code == 0
