"""`hrcli history`: who changed what in a case, and when, from git."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, formats
from hrcli.commands._screen import listing
from hrcli.document.document import Document, read
from hrcli.errors import WrongCommand
from hrcli.formats.differences import Revision, history_json
from hrcli.plan.diff import Difference, between, sentence
from hrcli.store import git
from hrcli.store.git import Commit
from hrcli.terminal import line, painted


@click.command()
@case_argument()
@click.option("--text", "with_text", is_flag=True, help="Also show what texts said, here alone.")
@click.option("-n", "--last", metavar="N", type=click.IntRange(1), help="Only the last N steps.")
@formats("text", "json")
@desk
def history(desk: Desk, case: str, with_text: bool, last: int | None, form: str) -> None:
    """Tell who changed what in a case, and when, the latest first.

    It reads the commits of the git repository that holds the caseload. Free text is told as
    reworded; --text shows it, in the text form only.

    \b
    Examples:
      hrcli history 7KQ2
      hrcli history 7KQ2 --last 5
    """
    if with_text and form == "json":
        raise WrongCommand(
            "Free text goes to no program.", "hrcli history --text", "Leave --format out."
        )
    root, name = desk.caseload.root, desk.caseload.case_id(case)
    whole = git.need(root)
    commits = git.history(root, f"cases/{name}")[:last]
    steps = _steps(root, f"cases/{name}/", commits)
    if form == "json":
        click.echo(history_json(name, steps, whole))
        return
    for step in steps:
        _tell(step, with_text)
    if not commits:
        desk.say(f"Nothing of this case was committed yet. {git.BEGIN}")
    if not whole:
        todo = "Fetch the rest: git fetch --unshallow"
        desk.say(f"This clone holds the end of the history alone; it begins further back. {todo}")


def _tell(step: Revision, with_text: bool) -> None:
    when = step.when[:16].replace("T", " ")
    listing(painted(f"{when}  {line(step.who)}  ({step.commit[:8]})", "heading"))
    if step.merge:
        listing("  two lines of work brought together")
    for each in step.changes:
        listing(f"  {line(sentence(each, with_text))}")
    if not (step.changes or step.merge):
        listing("  only layout, comments or other files")


def _steps(root: Path, folder: str, commits: Sequence[Commit]) -> Iterator[Revision]:
    """Each commit with what it changed; each state of a file is fetched and read once."""
    pairs = [[it for it in each.files if it.name.endswith(".yaml")] for each in commits]
    uses = Counter(blob for files in pairs for it in files for blob in (*it.before, it.after))
    wanted = [blob for blob in uses if blob != git.ABSENT]
    states = zip(wanted, git.blobs(root, wanted), strict=True)
    known: dict[str, Document | None] = {git.ABSENT: None}

    @cache
    def is_sealed(name: str) -> bool:
        return bool(git.filtered(root, [name]))

    def document(blob: str) -> Document | None:
        while blob not in known:
            name, content = next(states)
            known[name] = read(content)
        uses[blob] -= 1
        # A long history does not fit into memory: what nobody asks for again is let go.
        return known[blob] if uses[blob] or blob == git.ABSENT else known.pop(blob)

    for commit, files in zip(commits, pairs, strict=True):
        found: list[Difference] = []
        for file in files:
            name = file.name.removeprefix(folder)
            befores, after = [document(it) for it in file.before], document(file.after)
            sealed = partial(is_sealed, file.name)
            first, *others = [between(name, before, after, sealed) for before in befores]
            found += [it for it in first if all(_in(it, other) for other in others)]
        yield Revision(commit.id, commit.when, commit.who, commit.merges, found)


def _in(found: Difference, others: Sequence[Difference]) -> bool:
    return any(it.path == found.path for it in others)
