"""What is in place against a harm that nobody means: asked where a plan would be stopped by it."""

from __future__ import annotations

from collections.abc import Collection

from hrcli.commands import _prompts
from hrcli.commands._desk import Desk
from hrcli.commands._saving import Saving
from hrcli.finding import Path
from hrcli.method import new_item
from hrcli.method.interview import Interview
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.rules import gate
from hrcli.rules.unintended import Judgement, judged_in_force

MITIGATIONS: Path = ("mitigations",)
NOTHING_YET = "What is in place against it? (Enter: nothing yet)"


def asked(desk: Desk, now: Case, then: Case, dry_run: bool) -> list[Change]:
    """At the terminal ask what answers the risks that keep the case as it would be `then` from
    becoming active, and save it; what the answers change.
    """
    codes = {finding.code for finding in gate.in_the_way(then)}
    found = [it for it in judged_in_force(then) if it.harm.id in codes and not it.answered]
    return answered(desk, now, found, dry_run)


def answered(
    desk: Desk, now: Case, open_risks: Collection[Judgement], dry_run: bool
) -> list[Change]:
    """Ask of each risk what answers it, and save it; what the answers change."""
    if not open_risks:
        return []
    draft = _prompts.draft_name("risks", now.id)
    session = _prompts.interview(desk, draft, now.plan.data)
    changes = session.walk(lambda: _each(session, now, open_risks))
    saving = Saving(desk, now.id, dry_run, draft)
    if changes and not dry_run:
        saving.save(now, lambda _: changes, gated=False)
        saving.tell(f"Saved in {now.id}.")
    elif not changes:
        saving.drop_drafts()
    return changes


def _each(session: Interview, now: Case, open_risks: Collection[Judgement]) -> list[Change]:
    changes: list[Change] = []
    for judgement in {it.harm.id: it for it in open_risks}.values():
        changes += _one(session, now, judgement, len(changes))
    return changes


def _one(session: Interview, now: Case, judgement: Judgement, place: int) -> list[Change]:
    """Ask about one risk; nothing where nothing is in place against it yet."""
    harm = judgement.harm
    meanings = schema.words_at("plan", (*MITIGATIONS, 0, "is"))
    session.about(f"\n{harm.id} {harm.slug}: {harm.risk}.\n  Ask: {harm.ask}")
    needed = {word: meanings.get(word, "") for word in harm.need}
    word = session.choice(f"risks.{harm.id}", NOTHING_YET, needed)
    if word is None:
        return []
    at = (*MITIGATIONS, place)
    session.known[".".join(map(str, (*at, "is")))] = word
    answers = session.item(at)
    item = new_item.entry(MITIGATIONS, answers, "m", now.plan.data, lambda _: 0, now.today)
    *above, first = new_item.behind(MITIGATIONS, now.plan)
    return [Change((*above, int(first) + place), item)]
