"""How wide the terminal is, and what is printed so that it fits."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from hrcli.terminal import fitted, safe

USUAL = 80
"""How many columns a terminal has that does not say."""
USUAL_ROWS = 24
SHORT_ANSWER = 10
"""How many columns stay free behind a question, its colon and blank counted in."""


def columns(stream: TextIO | None = None) -> int | None:
    """How many columns there are for what goes to standard output, or to another `stream`.

    None where nobody sits there: programs get each line whole. COLUMNS prevails.
    """
    there = stream or sys.stdout
    if not there.isatty():
        return None
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(there.fileno()).columns or USUAL
    except OSError:
        return USUAL


def rows() -> int:
    """How many lines the terminal has on which standard output is shown; LINES prevails."""
    said = os.environ.get("LINES", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or USUAL_ROWS
    except OSError:
        return USUAL_ROWS


def listing(text: str) -> None:
    """Print a listing for people, fit for a terminal already; no line is longer than that."""
    click.echo(fitted(text, columns()))


def asked(question: str, err: bool = True) -> str:
    """What is typed at a question on standard error, or on standard output; the question fits."""
    room = columns(sys.stderr if err else sys.stdout)
    *above, last = fitted(question, room and max(room - SHORT_ANSWER, 1)).split("\n")
    for told in above:
        click.echo(told, err=err)
    return str(click.prompt(last, default="", show_default=False, err=err))


def remark(text: str) -> None:
    """Say on standard error something that is no result, made fit for a terminal here."""
    click.echo(fitted(safe(text), columns(sys.stderr)), err=True)
