"""Every command: its name, the module it lives in, and what it does in one line.

The overview is printed from here, so that `hrcli --help` loads no command at all.
"""

from __future__ import annotations

from importlib import import_module

import click

TABLE = {
    "init": ("init", "Make a caseload."),
    "create": ("create", "Make a new case with a plan to fill in."),
    "ask": ("ask", "Ask early what changes the plan, alone together."),
    "add": ("add", "Add a harm, an option, a goal, an action ... to a plan."),
    "set": ("set_value", "Set one value of a plan; rewrites only its line."),
    "edit": ("edit_plan", "Open a plan in your editor."),
    "list": ("list_cases", "List the cases."),
    "show": ("show", "Show a case, the most pressing first."),
    "next": ("next_step", "Say which step is open, and the command for it."),
    "prioritise": ("prioritise", "Propose the order of the harms, every factor shown."),
    "options": ("options", "Search the catalogue of options."),
    "choose": ("choose", "Choose an option, once costs and benefits are weighed."),
    "safety": ("safety", "First, do no harm: five questions, and what has hurt before."),
    "agree": ("agree", "Agree on the goals; the plan becomes active."),
    "review": ("review", "Hold a review."),
    "event": ("event", "Record a lapse, a stay, a contact ..."),
    "note": ("note", "Note a contact, or that nobody answered."),
    "done": ("done", "Write down that an action is done."),
    "progress": ("progress", "Write down one more number of a goal."),
    "replan": ("replan", "Plan anew with what was learnt."),
    "close": ("close", "Close a case with its outcome."),
    "reopen": ("reopen", "Open a closed case again."),
    "validate": ("validate", "Check cases or files; reads, never writes."),
    "explain": ("explain", "Explain a rule, or a word used in plans."),
    "due": ("due", "List what is due."),
    "remind": ("remind", "Say that something is due, from cron or a timer."),
    "render": ("render", "Render a case as a page for one reader."),
    "report": ("report", "Report on many cases."),
    "history": ("history", "Tell who changed what in a case, and when."),
    "diff": ("diff", "Tell what changed in a case."),
    "merge-driver": ("merge_driver", ""),
    "overview": ("overview", ""),
    "doctor": ("doctor", "See whether the folder is in order, and mend it."),
    "hooks": ("hooks", "Have git check the caseload before each commit."),
    "schema": ("schema", "Print the definition of a kind of file."),
    "templates": ("templates", "List, show, copy and check page templates."),
    "completion": ("completion", "Print the script with which TAB completes in your shell."),
    "demo": ("demo", "Walk the whole cycle on invented cases."),
}

CASE_FIRST = {
    *("add", "agree", "ask", "choose", "close", "diff", "done", "edit", "event", "history", "next"),
    *("note", "prioritise", "progress", "render", "reopen", "replan", "review", "safety", "set"),
    *("show", "validate"),
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
