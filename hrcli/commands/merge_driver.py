"""`hrcli merge-driver`: what git calls to bring two versions of a file together."""

from __future__ import annotations

from pathlib import Path

import click

from hrcli.commands._desk import Desk, desk
from hrcli.document.document import read
from hrcli.plan.merge import merge
from hrcli.store import git
from hrcli.store.files import read_bytes
from hrcli.store.pages import write_copy
from hrcli.terminal import line

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("merge-driver", hidden=True)
@click.argument("base", type=FILE)
@click.argument("ours", type=FILE)
@click.argument("theirs", type=FILE)
@click.argument("name", required=False, default="")
@desk
@click.pass_context
def merge_driver(
    ctx: click.Context, desk: Desk, base: Path, ours: Path, theirs: Path, name: str
) -> None:
    """Merge a file for git: BASE and THEIRS into OURS, by items and fields.

    Git calls it with its own temporary files; `hrcli init` and `hrcli doctor --fix` tell git to.
    Exit code 1: both sides changed the same thing, and the file says where.

    \b
    Example:
      git merge colleague
    """
    three = [read(read_bytes(path)) for path in (base, ours, theirs)]
    merged = merge(*three)
    if merged is None:
        clean = git.text_merge(base, ours, theirs)
        if not clean or (three[1].sound and not read(read_bytes(ours)).sound):
            _tell(desk, name, "the lines of the two sides do not fit together")
            ctx.exit(1)
        return
    write_copy(ours, three[1].encoded(merged.text))
    if merged.clashes:
        places = ", ".join(place or "the whole file" for place in merged.clashes)
        _tell(desk, name, f"both sides changed {places}")
        ctx.exit(1)


def _tell(desk: Desk, name: str, what: str) -> None:
    desk.say(f"{line(name) or 'A file'}: {what}. See both sides: hrcli validate")
