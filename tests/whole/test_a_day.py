"""Somebody who types what `next` says, and nothing else, comes to an agreed plan; so does `work`.

`python -m tests.whole.test_a_day` prints how many commands, prompts and keys each client took.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import mean

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.finding import Severity
from hrcli.method.early_questions import topics
from hrcli.plan.case import Case
from hrcli.rules.engine import examine
from hrcli.store.caseload import Caseload
from tests.support.follower import Care, Follower, client, day
from tests.support.places import ROOT
from tests.support.running import FULL, TODAY

COMMANDS, PROMPTS, KEYS = 12, 70, 900
"""From nothing to an agreed plan, on average, without `next` itself."""

CLIENTS = range(50) if FULL else range(0, 50, 10)
NEVER_ASKED = ("ASK01", "HRM01", "HRM14", "DNH01", "CHI01")
"""What says that a question was put to nobody."""
CARELESS = Care(none=0.08, wrong=0.08, stops=0.03)


def warm() -> None:
    """Load once what every command loads, for all processes that are forked from here."""
    every_command()
    examples = str(ROOT / "examples")
    for words in (("next", "7KQ2"), ("validate",)):
        CliRunner().invoke(main, ["--today", TODAY, "--caseload", examples, *words])


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Follower]:
    """A day with each client, by what `next` says."""
    return [day(tmp_path_factory.mktemp("day"), client(number)) for number in CLIENTS]


def test_the_way_to_an_agreed_plan_is_short(days: Sequence[Follower]) -> None:
    more = 1.0 if FULL else 1.1  # the few of a small sample may lie above the mean of all
    assert mean(len(it.commands) for it in days) <= COMMANDS * more
    assert mean(len(it.prompts) for it in days) <= PROMPTS * more
    assert mean(it.keys for it in days) <= KEYS * more


def test_what_was_agreed_is_whole(days: Sequence[Follower]) -> None:
    """No error, no warning that something was never asked, and the early questions are in it."""
    for follower in days:
        need_whole(follower)


@pytest.mark.parametrize("number", CLIENTS)
def test_work_comes_there_in_one_command(number: int, tmp_path: Path) -> None:
    follower = day(tmp_path, client(number), works=True)
    assert len(follower.commands) == 3  # init, create, work
    need_whole(follower)


@pytest.mark.parametrize("number", CLIENTS)
def test_whoever_types_nothing_something_wrong_or_ctrl_c_comes_there_too(
    number: int, tmp_path: Path
) -> None:
    """No step comes twice with nothing changed (the follower looks), and no command fails; every
    other client goes by `work`.

    Who leaves what an agreement needs has said why, and until when.
    """
    follower = day(tmp_path, client(number), CARELESS, works=bool(number // 10 % 2))
    plan = need_case(follower).plan
    assert plan.status == "active" or plan.not_now


def need_case(follower: Follower) -> Case:
    caseload = Caseload(follower.folder)
    return caseload.case(follower.case, date.fromisoformat(TODAY))


def need_whole(follower: Follower) -> None:
    """The plan is active, nothing the check finds weighs more than advice but what the client's
    own answers say, and the early questions were asked.
    """
    case = need_case(follower)
    assert case.plan.status == "active"
    heavy = [it for it in examine(case) if it.severity is Severity.ERROR]
    assert not heavy, heavy
    unasked = [it.code for it in examine(case) if it.code in NEVER_ASKED]
    assert not unasked, (follower.who, unasked)
    assert not [it.about for it in topics(case) if it.to_ask]


def print_days() -> None:
    warm()
    for number in range(50):
        with tempfile.TemporaryDirectory() as folder:
            it = day(Path(folder), client(number))
            print(number, len(it.commands), len(it.prompts), it.keys, sep="\t")


if __name__ == "__main__":
    print_days()
