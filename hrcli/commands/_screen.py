"""How wide the terminal is, and what is printed so that it fits."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

import click

from hrcli.terminal import fitted, safe


def columns(stream: TextIO | None = None) -> int | None:
    """How many columns there are for what goes to standard output, or to another `stream`.

    None where nobody sits there: programs get each line whole. COLUMNS prevails.
    """
    there = (stream or sys.stdout).isatty()
    return shutil.get_terminal_size().columns if there else None


def listing(text: str) -> None:
    """Print a listing for people, made harmless before; at a terminal no line is too long."""
    click.echo(fitted(text, columns()))


def remark(text: str) -> None:
    """Say on standard error something that is no result, made harmless here."""
    click.echo(fitted(safe(text), columns(sys.stderr)), err=True)
