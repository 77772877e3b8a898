"""`hrcli demo`: the whole cycle on invented cases, in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from hrcli.commands._screen import listing
from hrcli.resources import folder
from hrcli.terminal import painted

TODAY = "2026-02-09"
CASE = "7KQ2"
INTAKE = """\
presenting_problem:
  first_concern: The rent. Everything else can wait.
client:
  alias: Kim
  age_band: adult
  strengths: [keeps every appointment, cooks for the whole floor]
use:
  - id: s4k
    substance: amphetamine_type
    pattern: regular
    dependence: not_assessed
    considering: {answer: unsure, asked_on: 2026-02-09}
"""

# What is said, and the command that is then run as a worker would type it.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A new case, from what Kim said today.", ("create", "--from", "{intake}")),
    ("The caseload at a glance; Kim stands beside the invented cases.", ("list",)),
    (
        "Somebody mistypes a goal's target date ...",
        ("set", CASE, "goals.g2m.timed.by", "2026-01-10"),
    ),
    ("... the check finds it, says where, and what to do ...", ("validate", CASE)),
    ("... and it is mended.", ("set", CASE, "goals.g2m.timed.by", "2026-02-28")),
    ("Nothing is left to mend.", ("validate", CASE)),
    ("The case: its harms in the order of attention, goals, what is due.", ("show", CASE)),
    (
        "Which harm first? The order is proposed, with every factor.",
        ("prioritise", "9SR8", "--accept"),
    ),
    ("First, do no harm: the five questions, and what is known to have hurt.", ("safety", "6PYF")),
    ("What comes next in every case, the most urgent first.", ("next",)),
    (
        "The plan as the worker's page.",
        ("render", CASE, "--as", "plan", "--to", "html", "-o", "{pages}/plan.html"),
    ),
    (
        "The client's copy: first person, plain words, nothing about anybody else.",
        ("render", CASE, "--as", "client", "--to", "html", "-o", "{pages}/my-plan.html"),
    ),
    ("The same copy as text.", ("render", CASE, "--as", "client", "--to", "txt")),
    ("What cron or a timer would be told.", ("due", "--within", "14d")),
)


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the results (else a new temporary folder).",
)
@click.pass_context
def demo(ctx: click.Context, into: Path | None) -> None:
    """Walk the whole cycle on invented cases, and keep the results to look at.

    \b
    Example:
      hrcli demo
    """
    place = into or Path(tempfile.mkdtemp(prefix="hrcli-demo-"))
    caseload, pages, intake = place / "caseload", place / "pages", place / "intake.yaml"
    run = _runner(ctx)
    _say("A caseload: a folder of plain files.")
    run("init", str(caseload), "--worker", "jm")
    pages.mkdir(parents=True, exist_ok=True)
    intake.write_text(INTAKE, encoding="utf-8")
    _say("The invented cases that come with hrcli are copied into it.")
    shutil.copytree(folder("examples"), caseload, dirs_exist_ok=True)
    for said, words in STEPS:
        _say(said)
        filled = (word.format(intake=intake, pages=pages) for word in words)
        run("--caseload", str(caseload), "--today", TODAY, *filled)
    _say("Have a look at the results:")
    for name in (caseload, pages / "plan.html", pages / "my-plan.html"):
        click.echo(f"  {name}")


def _say(text: str) -> None:
    listing(f"\n{painted(text, 'heading')}")


def _runner(ctx: click.Context) -> Callable[..., None]:
    """Runs one command line in this process and shows it first, without the global options."""
    root = ctx.find_root()
    group = root.command

    def run(*words: str) -> None:
        shown = words[4:] if words[0] == "--caseload" else words
        click.echo(painted(f"$ hrcli {' '.join(shown)}", "good"))
        colour = "always" if root.color else "never"
        group.main(["--color", colour, *words], prog_name="hrcli", standalone_mode=False)

    return run
