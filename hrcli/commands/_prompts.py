"""Questions at the terminal, whose answers go at once into a draft."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

import click

from hrcli.commands._desk import Desk, plain_lines
from hrcli.commands._screen import asked, remark
from hrcli.document.data import Data, items, text
from hrcli.errors import Blocked, HrcliError
from hrcli.folding import folded
from hrcli.method import signs
from hrcli.method.explaining import NOTHING
from hrcli.method.interview import ANSWERS, Interview
from hrcli.method.signs import AtTheStart, Stopped
from hrcli.method.trail import LAST, OFFERED, SAID, answered, kept, taken_up
from hrcli.pages import printed
from hrcli.store.caseload import Caseload
from hrcli.terminal import line

SAYING = ("what", "words", "specific", "alias", "substance", "behaviour")
"""The keys by which a worker knows an item; the first that is there is shown beside its id."""


def draft_name(*parts: str | None) -> str:
    """The file for a command's half-given answers: named by words and ids, never by a text."""
    return "-".join(re.sub(r"[^A-Za-z0-9-]", "_", part) for part in parts if part) + ".json"


def answers_kept(caseload: Caseload, draft: str) -> str:
    """How many answers a draft holds, in words; empty where there is none."""
    count = len(answered(_kept(caseload.draft(draft))))
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
    if not known or not (goes_on or _goes_on(desk, answers_kept(caseload, draft))):
        known.clear()
    taken_up(known)
    tell_signs(desk)

    def keep() -> None:
        caseload.keep_draft(draft, json.dumps(kept(known)).encode("utf-8"))

    desk.on_refusal.append(lambda error: _keep_answers(caseload, draft, error))
    desk.on_stop.append(lambda: _tell_kept(desk, draft))
    session = Interview(
        kind,
        listen=_line_editor(),
        tell=remark,
        today=desk.today,
        known=known,
        keep=keep,
        items=lambda name: items_of(plan or {}, name),
        key_harms=caseload.settings.key_harms,
        locale=caseload.settings.locale,
    )
    session.leaves = desk.leaves
    session.beside = lambda path: printed.beside(kind, path)
    session.printed = lambda path: printed.told(kind, path)
    return session


def tell_signs(desk: Desk) -> None:
    """Say once what may be typed alone in place of an answer."""
    if not desk.told_signs:
        remark(signs.TOLD)
    desk.told_signs = True


def _goes_on(desk: Desk, answers: str) -> bool:
    """Whether to go on with answers kept from last time; they are dropped only when that is said
    twice.
    """
    question = f"Go on with the {answers} kept from last time?"
    return yes_or_no(desk, question, default=True) or not drops(desk, answers)


def drops(desk: Desk, answers: str) -> bool:
    """Whether answers that were kept are to be dropped for good."""
    return yes_or_no(desk, f"Drop the {answers} for good?", default=False)


def _tell_kept(desk: Desk, draft: str) -> None:
    """After a stop: that the answers are kept, and which command goes on with them."""
    answers = answers_kept(desk.caseload, draft)
    if answers:
        verb = "is" if answers.startswith("1 ") else "are"
        remark(f"{answers} {verb} kept. To go on: {desk.goes_on or _same()}")


def _same() -> str:
    """The command that runs, as it was typed: words and ids alone, for no text is an argument."""
    context = click.get_current_context()
    words = [context.find_root().info_name or "hrcli", context.info_name or ""]
    for it in context.command.params:
        value = context.params.get(it.name or "")
        if value in (None, False, ()) or it.name == "source" or value == it.default:
            continue
        flag = [] if isinstance(it, click.Argument) else [it.opts[0]]
        for one in value if isinstance(value, tuple) else (value,):
            words += flag if one is True else [*flag, str(one)]
    return " ".join(words)


def yes_or_no(desk: Desk, question: str, default: bool, why: str = "") -> bool:
    """Ask at the terminal; the signs of an interview count here too, and `-` is no.

    `why` is what `?` says.
    """
    told = f"{question} [{'Y/n' if default else 'y/N'}]"
    enter = "yes" if default else "no"
    return ANSWERS[one_of(desk, told, ANSWERS, enter=enter, not_now="no", why=why)]


def need_yes(desk: Desk, question: str, why: str = "") -> None:
    """Ask whether to do it; Enter alone does nothing. Raises Abort for a no."""
    if not yes_or_no(desk, question, default=False, why=why):
        raise click.Abort


def one_of(
    desk: Desk, question: str, words: Collection[str], *, enter: str, not_now: str, why: str = ""
) -> str:
    """One of `words`, asked at the terminal; Enter alone is `enter`, and `-` is `not_now`."""
    while (answer := folded(typed(desk, question, enter, not_now, why)).strip()) not in words:
        remark(f"  Answer {' or '.join(words)}.")
    return answer


def typed(desk: Desk, question: str, enter: str = "", not_now: str = "", why: str = "") -> str:
    """What is typed at a question beside interviews, where their signs count all the same."""
    while True:
        given = asked(question).strip()
        sign = signs.sign(given)
        if not sign:
            return signs.meant(given) or enter
        if sign == signs.NOT_NOW:
            return not_now
        if sign == signs.STOP:
            raise Stopped
        if sign == signs.BACK and desk.leaves:
            raise AtTheStart
        remark(signs.FIRST if sign == signs.BACK else f"  {why or NOTHING}")


def _line_editor() -> Callable[[str], str]:
    """Puts a question, on stderr where stdout goes to a file or to another program.

    Where both go to the terminal, arrow keys move the cursor instead of leaving signs in a text.
    """
    apart = not sys.stdout.isatty()
    if not plain_lines():
        with suppress(ImportError):  # Windows has its own
            import readline  # noqa: F401
    return lambda text: asked(text, apart)


def _keep_answers(caseload: Caseload, draft: str, refusal: HrcliError) -> None:
    """After a refusal: what was left open, and what it is about, is asked again next time."""
    known = _kept(caseload.draft(draft))
    wrong = [f"{name}." for name in refusal.questions] if isinstance(refusal, Blocked) else []
    for name in (SAID, LAST, OFFERED):
        known.pop(name, None)
    answers = {
        key: answer
        for key, answer in known.items()
        if answer is not None and not f"{key}.".startswith(tuple(wrong))
    }
    with suppress(HrcliError):  # the refusal itself is what has to be told
        if answered(answers):
            caseload.keep_draft(draft, json.dumps(answers).encode("utf-8"))
        else:
            caseload.drop_draft(draft)


def _kept(text: bytes | None) -> dict[str, Any]:
    """The answers in a draft; none where every question was left open."""
    try:
        known = json.loads(text or b"{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) and answered(known) else {}


def picked(desk: Desk, question: str, words: Mapping[str, str]) -> list[str]:
    """Those of `words` that are picked at the terminal; none where none is. No draft is kept."""

    session = Interview("plan", _line_editor(), remark, desk.today, {})
    session.leaves = desk.leaves
    return session.walk(lambda: session.several("picked", question, words))


def items_of(plan: Data, name: str) -> dict[str, str]:
    """The ids in a list of the plan, each with what the worker knows it by, fit for a terminal."""
    return {
        text(item, "id"): line(next(filter(None, (text(item, key) for key in SAYING)), ""))
        for _, item in items(plan, name)
        if text(item, "id")
    }
