"""Somebody who types what `next` says, and nothing else, comes to an agreed plan; so does `work`.

`python -m tests.whole.test_a_day` prints how many commands, prompts and keys each client took.
"""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import every_command
from tests.support.places import ROOT
from tests.support.running import FULL, TODAY

CLIENTS = range(50) if FULL else range(0, 50, 10)
COMMANDS, PROMPTS, KEYS = 12, 70, 900
"""From nothing to an agreed plan, on average, without `next` itself."""


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What every command loads is loaded once, for all processes that are forked from here."""
    every_command()
    examples = str(ROOT / "examples")
    for words in (("next", "7KQ2"), ("validate",)):
        CliRunner().invoke(main, ["--today", TODAY, "--caseload", examples, *words])
