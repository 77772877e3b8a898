"""`hrcli diff`: what differs in a case between two commits, or since the last one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, formats
from hrcli.commands._screen import listing
from hrcli.document.document import read
from hrcli.errors import WrongCommand
from hrcli.formats.differences import differences_json
from hrcli.plan.diff import Difference, between, sentence
from hrcli.store import git
from hrcli.store.caseload import proper
from hrcli.store.files import read_bytes
from hrcli.terminal import line, painted

State = dict[str, bytes]
"""The files of a case at one time: names inside its folder, and what they hold."""


@click.command()
@case_argument()
@click.argument("between", required=False, metavar="[A..B]")
@click.option("--text", "with_text", is_flag=True, help="Also show what texts said, here alone.")
@formats("text", "json")
@desk
def diff(desk: Desk, case: str, between: str | None, with_text: bool, form: str) -> None:
    """Tell what changed in a case since the last commit, or between two commits.

    A..B names two commits (tags and branches will do); A alone compares it with the files as they
    are now. Goals, harms and the like are matched by their ids. Free text is told as reworded;
    --text shows it, in the text form only.

    \b
    Examples:
      hrcli diff 7KQ2
      hrcli diff 7KQ2 --text
      hrcli diff 7KQ2 HEAD
    """
    if with_text and form == "json":
        raise WrongCommand(
            "Free text goes to no program.", "hrcli diff --text", "Leave --format out."
        )
    root = desk.caseload.root
    name = f"cases/{desk.caseload.case_id(case)}"
    git.need(root)
    first, _, second = (between or "HEAD").partition("..")
    before = _committed(root, git.commit_id(root, first or "HEAD"), name)
    if between and ".." in between:
        after = _committed(root, git.commit_id(root, second or "HEAD"), name)
    else:
        after = _present(desk, name)
    _tell(list(_differences(before, after, root / name)), with_text, form)


def _tell(found: list[Difference], with_text: bool, form: str) -> None:
    if form == "json":
        click.echo(differences_json(found))
        return
    for each in found:
        place, _, how = line(sentence(each, with_text)).partition(": ")
        listing(f"{painted(place, 'heading')}{how and ': '}{how}")


def _committed(root: Path, commit: str, name: str) -> State:
    known = git.files_at(root, commit, name)
    files = {file.removeprefix(f"{name}/"): blob for file, blob in known.items()}
    wanted = [file for file in files if proper(file)]
    return dict(zip(wanted, git.blobs(root, [files[it] for it in wanted]), strict=True))


def _present(desk: Desk, name: str) -> State:
    return {
        file: read_bytes(desk.caseload.path(f"{name}/{file}"))
        for file in desk.caseload.files_of(name.rpartition("/")[2])
    }


def _is_filtered(folder: Path, file: str) -> bool:
    return bool(git.filtered(folder, [file]))


def _differences(before: State, after: State, folder: Path) -> Iterator[Difference]:
    for file in sorted({*before, *after}, key=lambda each: ("/" in each, each)):
        old, new = before.get(file), after.get(file)
        if old != new:
            yield from between(
                file,
                None if old is None else read(old),
                None if new is None else read(new),
                partial(_is_filtered, folder, file),
            )
