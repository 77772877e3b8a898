"""The page for somebody who has never used a shell: what it shows works, in the order shown."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from hrcli.cli import STOPPED
from hrcli.resources import page
from tests.support.processes import forked

SHOWN = re.compile(r"^\$ (.*)$", re.MULTILINE)
LATER = ("demo", "done", "progress", "remind")
"""What walks by itself, names something of a plan that has grown, or sets up the computer."""

SAID = {"ask": b"yes\n1\n", "note": b"1\n1\n", "work": b"q\n"}
"""What is said to a question at which Enter is no answer, or leaves nothing to take back."""


def shown() -> list[list[str]]:
    return [shlex.split(line) for line in SHOWN.findall(page("first-hour.md").read_text("utf-8"))]


def test_nothing_but_hrcli_is_typed_beside_going_into_the_folder() -> None:
    assert {words[0] for words in shown()} == {"hrcli", "cd"}
    assert [words for words in shown() if words[0] == "cd"] == [["cd", "caseload"]]


def test_what_is_shown_works_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: None
) -> None:
    """At a terminal, with Enter where it is an answer, on the case that was just made."""
    monkeypatch.setenv("BROWSER", "true")
    program = tmp_path / "bin" / "hrcli"  # so that git can find it
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    place, case = tmp_path, "7KQ2"
    for words in shown():
        if words[0] == "cd":
            place = place / words[1]
        elif not set(LATER) & {*words}:
            typed = [case if word == "7KQ2" else word for word in words[1:]]
            keys = SAID.get(words[1] if words[1:] else "", b"") + b"\n" * 40
            done = forked(("--today", "2026-02-09", *typed), place, keys=keys)
            stopped = "work" in words  # with q, as the page says
            assert done.code == (STOPPED if stopped else 0), (words, done.out)
            made = re.search(r"^Made cases/(\w{4})-", done.out, re.MULTILINE)
            case = made[1] if made else case
    assert (place / "my-plan.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert case != "7KQ2"
