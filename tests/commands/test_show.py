"""`hrcli show`: what a worker looks at before a talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import Run

BEFORE_A_TALK = """\
trauma_notes: {avoid: [a closed door], prefer: [a seat by the window]}
client_says:
  comments: [{id: c2k, what: The tea is good.}]
  questions: [{id: c4k, what: May my sister come along?, said_on: 2026-02-02}]
  concerns:
    - {id: c5k, what: Who reads this?, said_on: 2026-02-02}
    - {id: c6k, what: Settled already., said_on: 2026-01-12, settled_on: 2026-02-02}
"""


def test_how_to_meet_the_client_stands_before_everything_else(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    text = text.replace("  alias: Robin\n", "  alias: Robin\n  pronouns: they/them\n")
    plan.write_text(text + BEFORE_A_TALK, encoding="utf-8")
    shown = run("show", "7KQ2").stdout
    assert shown.splitlines()[1:5] == [
        "Pronouns: they/them",
        "Better to avoid: a closed door",
        "Better to do: a seat by the window",
        "Contact: safe by text, paper; not by phone, voicemail, post, email; weekdays after 4 pm",
    ]


def test_without_an_answer_no_way_of_contact_is_safe(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    text = text.replace("    text: ok\n", "").replace("    paper: ok\n", "")
    text = text.replace("    hours:", "    alias_for_service: the library\n    hours:")
    plan.write_text(text, encoding="utf-8")
    told = "no way known to be safe; weekdays after 4 pm; the service is called the library"
    assert f"Contact: {told}" in run("show", "7KQ2").stdout


def test_what_the_client_asked_waits_in_sight(run: Run, plan: Path) -> None:
    assert "Waiting for an answer" not in run("show", "7KQ2").stdout
    plan.write_text(plan.read_text(encoding="utf-8") + BEFORE_A_TALK, encoding="utf-8")
    shown = run("show", "7KQ2").stdout
    assert (
        "\nWaiting for an answer\n"
        "  c4k  question: May my sister come along?\n"
        "  c5k  concern: Who reads this?\n"
    ) in shown
    assert "Settled already" not in shown
    assert "The tea" not in shown


@pytest.mark.parametrize(
    ("more", "todo"),
    [("what: x\n", "review 7KQ2"), ("survived: false\n", "close 7KQ2 --outcome died")],
)
def test_what_happened_stands_at_the_top_until_a_review_has_looked_at_it(
    run: Run, more: str, todo: str
) -> None:
    for review in Path("cases/7KQ2-9XMP/reviews").glob("*"):
        review.unlink()
    event = "hrcli: event/1\ncase: 7KQ2-9XMP\nkind: overdose\nstatus: happened\n"
    event += f"date: 2026-02-06\n{more}"
    path = Path("cases/7KQ2-9XMP/events/2026-02-06-m2pd.yaml")
    path.write_text(event, encoding="utf-8")
    top = run("show", "7KQ2").stdout.splitlines()[1]
    assert top.startswith("Overdose, 2026-02-06 (Friday, 3 days ago): no review has looked at it")
    assert top.endswith(f": hrcli {todo}")
    assert f"  hrcli {todo}\n" in run("next", "7KQ2").stdout
    path.write_text(event.replace("status: happened", "status: cancelled"), encoding="utf-8")
    assert "no review has looked" not in run("show", "7KQ2").stdout


DRINKS = "use: [{id: u3k, substance: alcohol, pattern: occasional, dependence: absent}]\n"
SUICIDE_PRESENT = "asked: [{about: suicide, answer: present}]\n"
DANGEROUS = "Dangerous and still open (2): R-SUI-01 suicide-risk-unanswered, HRM14 key-harm-unasked"


@pytest.mark.parametrize("command", ["show", "next"])
def test_what_is_dangerous_and_open_stands_on_the_screen(run: Run, command: str) -> None:
    case = run("create", "--from", "-", stdin=DRINKS).stdout.strip()
    assert "Dangerous" not in run(command, case).stdout
    run("ask", case, "--from", "-", stdin=SUICIDE_PRESENT)
    todo = f"hrcli safety {case[:4]}, hrcli validate {case[:4]}"
    assert f"{DANGEROUS}: {todo}\n" in run(command, case).stdout
    safe = "is: suicide_safety_plan\ndone_on: 2026-02-09\n"
    run("add", case, "mitigation", "--from", "-", stdin=safe)
    assert "R-SUI-01" not in run(command, case).stdout


@pytest.mark.parametrize("command", ["show", "next"])
def test_violence_is_in_sight_from_the_first_answer_on(run: Run, command: str) -> None:
    case = run("create", "--from", "-", stdin=DRINKS).stdout.strip()
    run("ask", case, "--from", "-", stdin="asked: [{about: violence, answer: present}]\n")
    shown = run(command, case).stdout
    (line,) = [it for it in shown.splitlines() if it.startswith("Dangerous and still open (3):")]
    assert "HRM09 violence-without-specialist" in line
    assert line.endswith(f": hrcli validate {case[:4]}")


@pytest.mark.parametrize("command", ["show", "next"])
def test_after_a_death_no_danger_is_told_of(run: Run, command: str) -> None:
    case = run("create", "--from", "-", stdin=DRINKS).stdout.strip()
    run("ask", case, "--from", "-", stdin=SUICIDE_PRESENT)
    happened = "date: 2026-02-08\nwhat: x\nsurvived: "
    run("event", case, "overdose", "--from", "-", stdin=f"{happened}true\n")
    assert "Dangerous" in run(command, case).stdout
    run("event", case, "overdose", "--from", "-", stdin=f"{happened}false\n")
    shown = run(command, case).stdout
    assert f"hrcli close {case[:4]} --outcome died" in shown
    assert "Dangerous" not in shown
