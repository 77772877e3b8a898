"""Questions at the terminal, whose answers go at once into a draft."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import click

from hrcli.commands._desk import Desk
from hrcli.document.data import Data, items, text
from hrcli.errors import Blocked, HrcliError
from hrcli.method.interview import BEGUN, Interview
from hrcli.store.caseload import Caseload
from hrcli.terminal import line, safe

SAYING = ("what", "words", "specific", "alias", "substance", "behaviour")
"""The keys by which a worker knows an item; the first that is there is shown beside its id."""


def draft_name(*parts: str | None) -> str:
    """The file for a command's half-given answers: named by words and ids, never by a text."""
    return "-".join(re.sub(r"[^A-Za-z0-9-]", "_", part) for part in parts if part) + ".json"


def answers_kept(caseload: Caseload, draft: str) -> str:
    """How many answers a draft holds, in words; empty where there is none."""
    count = len(_answered(_kept(caseload.draft(draft))))
    return f"{count} answer{'s' * (count != 1)}" if count else ""


def interview(
    desk: Desk,
    draft: str,
    plan: Data | None = None,
    kind: str = "plan",
    goes_on: bool | None = None,
) -> Interview:
    """Questions about a file of `kind` at the terminal; each answer goes at once into a draft.

    A stopped interview goes on where it was when the same command comes again; whether to do so
    is asked, unless `goes_on` says it. `plan` holds the items that answers may refer to.
    """
    caseload = desk.caseload
    known = _kept(caseload.draft(draft))
    answers = answers_kept(caseload, draft)
    if answers and goes_on is None:
        question = f"Go on with the {answers} kept from last time?"
        goes_on = click.confirm(question, default=True, err=True)
    if not answers or not goes_on:
        known.clear()
    click.echo("Enter leaves a question open; Ctrl-C stops, and you can go on later.", err=True)

    def keep() -> None:
        caseload.keep_draft(draft, json.dumps(known).encode("utf-8"))

    desk.on_refusal.append(lambda error: _keep_answers(caseload, draft, error))
    return Interview(
        kind,
        listen=_line_editor(),
        tell=lambda text: click.echo(safe(text), err=True),
        today=desk.today,
        known=known,
        keep=keep,
        items=lambda name: items_of(plan or {}, name),
        key_harms=caseload.settings.key_harms,
        locale=caseload.settings.locale,
    )


def _line_editor() -> Callable[[str], str]:
    """Puts a question, on stderr where stdout goes to a file or to another program.

    Where both go to the terminal, arrow keys move the cursor instead of leaving signs in a text.
    """
    apart = not sys.stdout.isatty()
    with suppress(ImportError):  # Windows has its own
        import readline  # noqa: F401
    return lambda text: str(click.prompt(text, default="", show_default=False, err=apart))


def _keep_answers(caseload: Caseload, draft: str, refusal: HrcliError) -> None:
    """After a refusal: what was left open, and what it is about, is asked again next time."""
    known = _kept(caseload.draft(draft))
    wrong = [f"{name}." for name in refusal.questions] if isinstance(refusal, Blocked) else []
    answers = {
        key: answer
        for key, answer in known.items()
        if answer is not None and not f"{key}.".startswith(tuple(wrong))
    }
    with suppress(HrcliError):  # the refusal itself is what has to be told
        if _answered(answers):
            caseload.keep_draft(draft, json.dumps(answers).encode("utf-8"))
        else:
            caseload.drop_draft(draft)


def _answered(known: Data) -> list[str]:
    """The questions that were answered."""
    return [key for key, answer in known.items() if key != BEGUN and answer is not None]


def _kept(text: bytes | None) -> dict[str, Any]:
    """The answers in a draft; none where every question was left open."""
    try:
        known = json.loads(text or b"{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) and _answered(known) else {}


def picked(desk: Desk, question: str, words: Mapping[str, str]) -> list[str]:
    """Those of `words` that are picked at the terminal; none where none is. No draft is kept."""

    def tell(text: str) -> None:
        click.echo(safe(text), err=True)

    session = Interview("plan", _line_editor(), tell, desk.today, {})
    return session.several("picked", question, words)


def items_of(plan: Data, name: str) -> dict[str, str]:
    """The ids in a list of the plan, each with what the worker knows it by, fit for a terminal."""
    return {
        text(item, "id"): line(next(filter(None, (text(item, key) for key in SAYING)), ""))
        for _, item in items(plan, name)
        if text(item, "id")
    }
