"""What is settled before a copy leaves: whether it may, what to mind, and how it is recorded."""

from __future__ import annotations

from hrcli import ids
from hrcli.commands import _prompts
from hrcli.commands._desk import Desk, draw, need_terminal
from hrcli.commands._saving import Record, Saving
from hrcli.commands._screen import remark
from hrcli.document.data import Data, text
from hrcli.document.writer import block
from hrcli.errors import Refused, WrongCommand
from hrcli.formats.findings import explained, findings_text
from hrcli.knowledge import places_of_help
from hrcli.method import events
from hrcli.pages.audiences import CARRIED, DISCLOSED
from hrcli.pages.cautions import (
    fits_a_card,
    held_back,
    may_print_client_copy,
    tells_of_violence,
    wording_with_names,
)
from hrcli.pages.consent import Refusal, permission
from hrcli.pages.views import INFORMATION, NO_GRANT, Grant, kinds_for
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.rules.engine import copy_findings


def settled(desk: Desk, case: Case, audience: str, consent: str | None) -> Grant:
    """What a copy for `audience` may hold; tells the worker what to mind about it.

    Raises Refused where paper is not safe, or where no consent or exception allows the copy.
    """
    if audience in DISCLOSED:
        grant = _granted(case, audience, consent)
    elif consent is None:
        grant = NO_GRANT
    else:
        todo = f"Leave out --consent; it belongs to: {', '.join(DISCLOSED)}."
        raise WrongCommand("This copy does not rest on a consent.", "hrcli render", todo)
    if audience in CARRIED:
        _mind_paper(desk, case, audience)
    _mind_wording(desk, case, audience, grant)
    return grant


def _granted(case: Case, audience: str, consent: str | None) -> Grant:
    answer = permission(case.plan, consent, audience, case.today)
    if isinstance(answer, Refusal):
        raise Refused(answer.message, f"cases/{case.id}/plan.yaml  {answer.key}", answer.help)
    return answer


def _mind_paper(desk: Desk, case: Case, audience: str) -> None:
    """Refuse a copy where paper is not safe, and tell what else speaks against one."""
    answer = may_print_client_copy(case)
    if answer and answer.refused:
        raise Refused(answer.message, f"cases/{case.id}/plan.yaml", answer.help)
    if answer:
        desk.say(f"{answer.message} {answer.help}")
    # The client's own pages give nothing away; one for the family says whom it is about.
    in_place = () if audience == "family" else ("neutral_document",)
    found = copy_findings(case, "client_held_document", in_place)
    open_ones = [finding for finding in found if not finding.waived]
    if open_ones:
        desk.say(f"{findings_text(open_ones)}\n\n{explained(open_ones[0].code)}")


def _mind_wording(desk: Desk, case: Case, audience: str, grant: Grant) -> None:
    """Tell what stands on the copy, or is left out of it, that the worker may not expect."""
    plan = case.plan.data
    if audience in CARRIED or grant.id:
        named = wording_with_names(case.plan, audience, grant)
        where = ", ".join(it for it in named if not it.startswith("consents"))
        if where:
            desk.say(f"The wording at {where} holds a name; is it meant for the copy?")
    for item in held_back(plan, audience, grant):
        desk.say(f"Left out, since it also tells of {', '.join(item.lacks)}: {item.id}.")
    if audience == "review" and tells_of_violence(plan):
        desk.say("What tells of violence is not on this sheet: ask about it alone.")
    if audience == "safety" and not _chosen(case, "overdose_plan"):
        _say_not_chosen(desk, case, "Help in an overdose is not on this card.", "overdose_plan")
    if audience == "safety" and not fits_a_card(plan):
        desk.say("This card may take more than one side of paper: say less in relapse_plan.")
    _mind_places(desk, case, audience)


def _mind_places(desk: Desk, case: Case, audience: str) -> None:
    """Tell which places of help want to be looked up, or that the client has not chosen any."""
    if not places_of_help.printed(case.settings, audience):
        return
    if audience != "family" and not _chosen(case, "places"):
        _say_not_chosen(desk, case, "Places of help are not on this page.", "places")
        return
    old = places_of_help.stale(case.settings, case.today)
    if old:
        desk.say(f"Look up whether these places of help are still there: {', '.join(old)}.")


def _answer(case: Case, what: str) -> str:
    return text(case.plan.client.copy.data, what)


def _chosen(case: Case, what: str) -> bool:
    return _answer(case, what) == "print"


def _say_not_chosen(desk: Desk, case: Case, missing: str, what: str) -> None:
    refused = _answer(case, what) == "not_print"
    said = "The client said no to it" if refused else "Nobody has asked"
    desk.say(f"{missing} {said}: client.copy.{what} says whether it may be.")


def disclose(desk: Desk, case: Case, audience: str, grant: Grant, yes: bool, dry_run: bool) -> None:
    """Ask whether the copy may leave, and write it down before the copy exists."""
    if not dry_run:
        _confirm(desk, grant, audience, yes)
    _record(desk, case, audience, grant, dry_run)


def _confirm(desk: Desk, grant: Grant, audience: str, yes: bool) -> None:
    """Say that the copy is a disclosure, and ask. Raises Abort for a no.

    Without a terminal only --yes answers.
    """
    passed = grant.covers & kinds_for(audience)
    told = ", ".join(kind for kind in INFORMATION if kind in passed)
    remark(
        f"This copy leaves the service: it is a disclosure under {grant.id}. It can tell: {told}.\n"
        "Free text stands in it as it was written: read it through before you hand it on."
    )
    if not yes:
        need_terminal("--yes")
        _prompts.need_yes(desk, "Make it, and record the disclosure?")


def _record(desk: Desk, case: Case, audience: str, grant: Grant, dry_run: bool) -> None:
    """Write the disclosure down as an event of today.

    The consent is looked at again under the lock: it may just have been taken back.
    """
    data = _event(case, audience, grant)
    today = desk.today.isoformat()
    name = f"events/{ids.new_file_name(today, draw)}"

    def still_allowed(now: Case) -> list[Change]:
        _granted(now, audience, grant.id)
        return []

    saving = Saving(desk, case.id, dry_run)
    record = Record(name, block(data), is_answered=False, final=events.final(data))
    saving.save(case, still_allowed, record=record)
    saving.tell(f"Recorded the disclosure: cases/{case.id}/{name}")


def _event(case: Case, audience: str, grant: Grant) -> Data:
    recipients = {consent.id: consent.recipient for consent in case.plan.consents}
    passed = grant.covers & kinds_for(audience)
    return events.record(
        case,
        {
            "kind": "disclosure",
            "date": case.today.isoformat(),
            "consent": grant.id,
            "audience": audience,
            "recipient": recipients[grant.id],
            "covers": [kind for kind in INFORMATION if kind in passed],
        },
    )
