"""Every command, under the heading where it is shown: its name, its module, its one line.

The overview is printed from here, so that `hrcli --help` loads no command at all.
"""

from __future__ import annotations

from importlib import import_module

import click

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Begin": {
        "init": ("init", "Make a caseload."),
        "create": ("create", "Make a new case with a plan to fill in."),
        "ask": ("ask", "Ask early what changes the plan, alone together."),
        "demo": ("demo", "Walk the whole cycle on invented cases."),
    },
    "Work out a plan": {
        "next": ("next_step", "Say which step is open, and the command for it."),
        "work": ("work", "Go through the open steps until you agree."),
        "add": ("add", "Add a harm, an option, a goal, an action ... to a plan."),
        "options": ("options", "Search the catalogue of options."),
        "choose": ("choose", "Choose an option, once costs and benefits are weighed."),
        "prioritise": ("prioritise", "Propose the order of the harms, every factor shown."),
        "safety": ("safety", "First, do no harm: five questions, and what has hurt before."),
        "agree": ("agree", "Agree on the goals; the plan becomes active."),
    },
    "Day by day": {
        "due": ("due", "List what is due."),
        "answer": ("answer", "Answer a question or a complaint of the client."),
        "note": ("note", "Note a contact, or that nobody answered."),
        "done": ("done", "Write down that an action is done."),
        "progress": ("progress", "Write down one more number of a goal."),
        "event": ("event", "Record a lapse, a stay, a contact ..."),
        "review": ("review", "Hold a review."),
        "replan": ("replan", "Plan anew with what was learnt."),
        "close": ("close", "Close a case with its outcome."),
        "reopen": ("reopen", "Open a closed case again."),
    },
    "Look": {
        "list": ("list_cases", "List the cases."),
        "find": ("find", "Find words in all texts; they are kept nowhere."),
        "show": ("show", "Show a case, the most pressing first."),
        "history": ("history", "Tell who changed what in a case, and when."),
        "diff": ("diff", "Tell what changed in a case."),
        "report": ("report", "Report on many cases."),
        "explain": ("explain", "Explain a rule, or a word used in plans."),
    },
    "Hand out": {
        "open": ("open_page", "Look at a page of a case in your browser."),
        "render": ("render", "Render a case as a page for one reader."),
        "templates": ("templates", "List, show, copy and check page templates."),
    },
    "Keep in order": {
        "set": ("set_value", "Set one value of a plan; rewrites only its line."),
        "edit": ("edit_plan", "Open a plan in your editor."),
        "remove": ("remove", "Take something out of a plan, and mend what named it."),
        "undo": ("undo", "Take back the last change."),
        "validate": ("validate", "Check cases or files; reads, never writes."),
        "doctor": ("doctor", "See whether the folder is in order, and mend it."),
    },
    "Set up": {
        "remind": ("remind", "Say that something is due, from cron or a timer."),
        "hooks": ("hooks", "Have git check the caseload before each commit."),
        "completion": ("completion", "Print the script with which TAB completes in your shell."),
        "schema": ("schema", "Print the definition of a kind of file."),
        "merge-driver": ("merge_driver", ""),
        "overview": ("overview", ""),
    },
}
"""Each command stands under one heading, by when in the work it is needed; one without a line is
not shown."""

TABLE = {name: row for rows in SECTIONS.values() for name, row in rows.items()}

CASE_FIRST = {
    *(
        "add",
        "agree",
        "answer",
        "ask",
        "choose",
        "close",
        "diff",
        "done",
        "edit",
        "event",
        "history",
        "next",
    ),
    *(
        "note",
        "open",
        "prioritise",
        "progress",
        "remove",
        "render",
        "reopen",
        "replan",
        "review",
        "safety",
    ),
    *("set", "show", "undo", "validate", "work"),
}
"""The commands whose first word is a case, so that TAB need not load them to offer some."""


def load(name: str) -> click.Command | None:
    """The command of this name, loaded now; None where there is none."""
    if name not in TABLE:
        return None
    module = TABLE[name][0]
    command: click.Command = getattr(import_module(f"hrcli.commands.{module}"), module)
    return command


def every_command() -> dict[str, click.Command]:
    """All commands that people type, by name, loaded; for the reference and the tests."""
    told = (name for name, (_, line) in TABLE.items() if line)
    return {name: command for name in told if (command := load(name))}
