"""The questions that are asked early: asked at once, or offered at the end of another command."""

from __future__ import annotations

from collections.abc import Collection

from hrcli.commands import _prompts
from hrcli.commands._answers import Given
from hrcli.commands._desk import Desk, at_terminal
from hrcli.commands._saving import Saving
from hrcli.document.data import Data
from hrcli.method import asking
from hrcli.method.early_questions import Topic, told_nowhere_else, topics
from hrcli.plan.case import Case
from hrcli.rules.registry import SLUGS

NOW, LATER = "n", "l"
RULE = "key-harm-unasked"


def to_ask(case: Case, *states: str) -> list[Topic]:
    """The questions to put now; with `states` only those that are open, or only the stale ones."""
    found = [topic for topic in topics(case) if topic.to_ask]
    return [topic for topic in found if not states or topic.state in states]


def offer(desk: Desk, case: Case | None, question: str, *states: str) -> None:
    """At a terminal offer to put the questions that are to be asked; Enter leaves it for later."""
    asks = to_ask(case, *states) if case else []
    if not case or not asks or not at_terminal():
        return
    question = f"{question}: (n)ow or (l)ater?"
    when = _prompts.one_of(desk, question, (NOW, LATER), enter=LATER, not_now=LATER)
    if when == NOW:
        ask(desk, case, asks, dry_run=False)


def ask(desk: Desk, case: Case, asks: Collection[Topic], dry_run: bool) -> None:
    """Put the questions at the terminal, and save what was answered."""
    draft = _prompts.draft_name("ask", case.id)
    session = _prompts.interview(desk, draft, case.plan.data)
    answers = session.walk(lambda: asking.asked(session, case.plan, asks))
    if answers:
        save(desk, case, answers, dry_run, draft)
        return
    desk.caseload.drop_draft(draft)
    desk.say("Nothing was answered; the plan stays as it is.")


def save(
    desk: Desk, case: Case, answers: Data, dry_run: bool, *drafts: str, given: Given | None = None
) -> None:
    """Take the answers into the plan, and say what an answer that is `present` leads to."""
    saving = Saving(desk, case.id, dry_run, *drafts, given=given)
    # What was said is kept, whatever else is open in the plan.
    saving.save(case, lambda now: asking.recording(now, answers), gated=False)
    then = "" if dry_run else f" What comes next: hrcli next {case.id[:4]}"
    saving.tell(f"Saved in {case.id}.{then}", already=f"{case.id} says so already.{then}")
    after = saving.looked_back()
    only_here = [asked.about for asked in told_nowhere_else(after)] if after else []
    if only_here:
        saving.tell(
            f"Present, and written nowhere else ({SLUGS[RULE].code}): {', '.join(only_here)}. "
            f"Write it as a harm or a flag: hrcli add {case.id[:4]} harm, or hrcli add "
            f"{case.id[:4]} flag"
        )
