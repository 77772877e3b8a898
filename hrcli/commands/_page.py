"""What is looked at before a page is made of a case, whoever it is for."""

from __future__ import annotations

from collections.abc import Mapping

from hrcli.commands._desk import Desk
from hrcli.errors import Refused
from hrcli.knowledge.labels import labels_for
from hrcli.pages import readability
from hrcli.pages.cautions import wordings
from hrcli.pages.render import render as rendered
from hrcli.plan.case import Case
from hrcli.rules import gate
from hrcli.rules.engine import examine

MOST_DANGERS = 5
"""As many as can be taken in at a glance; `hrcli validate` tells them all."""


def need_shape(case: Case) -> None:
    """Refuse a case whose shape is broken: a page could leave something out unseen."""
    found = examine(case, lambda code: code[:3] in ("YML", "SCH"))
    slip = next((f for f in found if f.blocks), None)
    if slip:
        raise Refused.at(f"cases/{case.id}/{slip.file}", slip)


def dangers(case: Case, audience: str) -> list[str]:
    """What the check finds dangerous and open, the heaviest first, for the worker's own plan."""
    if audience != "plan":
        return []
    found = gate.dangerous(case, examine(case))
    heaviest_first = sorted(found, key=lambda finding: finding.heaviness)
    return [finding.message for finding in heaviest_first[:MOST_DANGERS]]


def advise(desk: Desk, case: Case, audience: str, own: Mapping[str, str]) -> None:
    """Tell the worker about the language of the page, and how easily the client's copy reads."""
    labels = labels_for(case.settings.locale, case.settings.knowledge)
    if labels.language != case.settings.locale.partition("-")[0]:
        desk.say("hrcli does not know the language of this caseload; the page is in English.")
    elif not labels.reviewed:
        desk.say("The wording of this page is a translation that nobody has reviewed yet.")
    if audience == "safety" and not case.settings.emergency_number:
        desk.say("No number for emergencies is set, so the card leaves a line for it.")
        desk.say("Write it into hrcli.yaml: emergency_number.")
    if audience == "client" and labels.language == readability.LANGUAGE:
        copy = rendered(case, audience, "md", own)
        for line in readability.advice(copy, wordings(case.plan.data, audience)):
            desk.say(line)
