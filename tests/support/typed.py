"""What is typed for each command, by whoever attacks them all; a new command is attacked too."""

from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import load
from tests.support.processes import forked
from tests.support.running import PLAN

LAPSE = "date: 2026-02-08\nwhat: x\ntriggers: [stress]\n"
TODAY = ("--today", "2026-03-02")
Words = tuple[tuple[str, ...], str]

# What is typed for a command, in the order in which it is typed; the second part is its input. A
# command that is not here is attacked all the same, with what its own parameters ask for.
TYPED: dict[str, tuple[Words, ...]] = {
    "init": ((("init", "../beside"), ""),),
    "create": ((("create", "--starter", "quitting"), ""),),
    "ask": ((("ask", "7KQ2", "--from", "-"), "asked: [{about: suicide, answer: absent}]\n"),),
    "add": ((("add", "7KQ2", "support", "--from", "-"), "who: a neighbour\nkind: community\n"),),
    "set": ((("set", "7KQ2", "harms.h7k.rank", "2"), ""),),
    "edit": ((("edit", "7KQ2", "--editor", "sed -i 's/^opened: .*/opened: 2026-01-11/'"), ""),),
    "options": ((("options", "child"), ""),),
    "prioritise": (
        (("set", "7KQ2", "harms.h7k.rank", "3"), ""),  # an order that is not the proposed one
        (("prioritise", "7KQ2", "--accept"), ""),
    ),
    "choose": ((("choose", "7KQ2", "o6t"), ""),),
    "agree": ((("agree", "7KQ2", "--by", "client"), ""),),
    "review": ((("review", "7KQ2", "--from", "-"), "unintended: {children: none_seen}\n"),),
    "event": ((("event", "7KQ2", "contact", "--from", "-"), "what: A call.\n"),),
    "find": ((("find", "--from", "-"), "sister\n"),),
    "note": ((("note", "7KQ2", "--how", "call", "--from", "-"), "All is well.\n"),),
    "done": ((("done", "7KQ2", "a8r", "-3d"), ""),),
    "progress": ((("progress", "7KQ2", "g2m", "3"), ""),),
    "replan": ((("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n"),),
    "close": ((("close", "7KQ2", "--outcome", "goals_met"), ""),),
    "reopen": ((("reopen", "7KQ2", "--draft"), ""),),
    "answer": (
        (
            ("set", "7KQ2", "client_says.complaints", "--from", "-"),
            "- {id: c4k, what: The door squeaks., said_on: 2026-02-02}\n",
        ),
        (("answer", "7KQ2", "c4k", "--from", "-"), "answer: It is oiled.\n"),
    ),
    "remove": ((("remove", "7KQ2", "a5x", "--yes"), ""),),
    "validate": ((("validate",), ""), (("validate", "--staged"), "")),
    "explain": ((("explain", "GOA01"), ""),),
    "due": ((("due", "--within", "30d"), ""),),
    "remind": ((("remind", "--install", "cron"), ""),),
    "render": ((("render", "7KQ2", "--as", "client", "-o", "page.md", "--replace"), ""),),
    "report": ((("report", "caseload"), ""),),
    "diff": ((("diff", "7KQ2"), ""), (("diff", "7KQ2", "HEAD~1..HEAD", "--text"), "")),
    "merge-driver": ((("merge-driver", PLAN, "ours", "theirs", PLAN), ""),),
    "doctor": ((("doctor",), ""), (("doctor", "--fix"), "")),
    "hooks": ((("hooks", "install"), ""),),
    "schema": ((("schema", "plan"), ""),),
    "templates": ((("templates", "list"), ""), (("templates", "copy", "client.j2"), "")),
    "completion": ((("completion", "bash"), ""),),
    "demo": ((("demo", "--into", "../demo"), ""),),
}
AT_A_TERMINAL = ("edit", "open", "work")


def typed(name: str) -> tuple[Words, ...]:
    """What is typed for a command; for one that nobody has thought of, made from what it takes."""
    if name in TYPED:
        return TYPED[name]
    command = load(name)
    assert command is not None
    asked = [it for it in command.params if isinstance(it, click.Argument)]
    known = {"case": "7KQ2"}
    words = [known.get(it.name or "", PLAN) for it in asked if it.required or it.name in known]
    takes = {option for it in command.params for option in it.opts}
    commits = ["--commit"] if "--commit" in takes else []
    return (((name, *words, *commits), ""),)


def ran(words: tuple[str, ...], given: str, root: Path) -> tuple[int, str]:
    """Runs hrcli once; gives its exit code and what it said."""
    if words[0] in AT_A_TERMINAL:
        done = forked((*TODAY, *words), root, keys=b"n\n")
        return done.code, done.out
    result = CliRunner().invoke(main, [*TODAY, *words], input=given)
    return result.exit_code, result.output
