"""Making copies by command: what is refused, what is asked, and what is written down."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest
from conftest import Run

from hrcli.commands._desk import Desk
from hrcli.commands._disclosing import disclose
from hrcli.document.document import read
from hrcli.errors import Refused
from hrcli.pages.consent import permission
from hrcli.pages.views import Grant
from hrcli.store.caseload import Caseload

MILO = "cases/6PYF-G4DK/plan.yaml"
SKY = "XVSS-JZFW"
NEEDS_CONSENT = ["referral", "handover", "court", "family"]


def disclosures(root: Path, case: str = "6PYF-G4DK") -> list[Any]:
    found = (read(path.read_bytes()).data for path in sorted((root / "cases" / case).glob("e*/*")))
    return [event for event in found if event["kind"] == "disclosure"]


def changed(root: Path, name: str, before: str, after: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


def bytes_of(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "cases").rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files}


# Whether a copy may leave


@pytest.mark.parametrize("audience", NEEDS_CONSENT)
def test_without_a_consent_nothing_leaves(run: Run, caseload: Path, audience: str) -> None:
    before = bytes_of(caseload)
    told = run("render", "7KQ2", "--as", audience, "--yes", code=3)
    assert told.stdout == ""
    assert "needs a consent or an exception" in told.stderr
    assert "hrcli add CASE consent" in told.stderr
    assert bytes_of(caseload) == before


def test_the_refusal_names_the_consent_that_would_do(run: Run) -> None:
    assert "--consent: c2hm." in run("render", "6PYF", "--as", "referral", code=3).stderr


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("    expires: 2026-04-30\n", "    expires: 2026-02-08\n", "run out"),
        ("    expires: 2026-04-30\n", "    revoked_on: 2026-02-05\n", "taken back"),
        ("    given_on: 2026-02-04\n", "    given_on: 2026-02-10\n", "not hold yet"),
        ("    purpose: planning the stay and the weeks after it\n", "", "purpose"),
        ("covers: [name, contact, goals, safety_plan]", "covers: [flags]", ""),
    ],
)
def test_a_consent_that_does_not_hold_carries_no_copy(
    run: Run, caseload: Path, before: str, after: str, reason: str
) -> None:
    changed(caseload, MILO, before, after)
    audience = "referral" if reason else "family"
    told = run("render", "6PYF", "--as", audience, "--consent", "c2hm", "--yes", code=3)
    assert reason in told.stderr
    assert told.stderr.splitlines()[1].startswith(f"  {MILO}")
    assert disclosures(caseload) == []


def test_a_consent_has_no_place_where_nothing_is_disclosed(run: Run) -> None:
    told = run("render", "6PYF", "--as", "client", "--consent", "c2hm", code=2)
    assert "does not rest on a consent" in told.stderr


# The record


def test_a_disclosure_is_said_recorded_and_valid(run: Run, caseload: Path) -> None:
    plan = (caseload / MILO).read_bytes()
    told = run("render", "6PYF", "--as", "referral", "--consent", "c2hm", "--yes")
    assert "it is a disclosure under c2hm" in told.stderr
    assert "It can tell: name, contact, goals, safety_plan." in told.stderr
    assert told.stdout.startswith("# Summary\n")
    (event,) = disclosures(caseload)
    assert event["date"] == "2026-02-09"
    assert event["worker"] == "jm"
    assert event["consent"] == "c2hm"
    assert event["audience"] == "referral"
    assert event["recipient"] == "the withdrawal unit"
    assert event["covers"] == ["name", "contact", "goals", "safety_plan"]
    assert (caseload / MILO).read_bytes() == plan
    run("validate", "6PYF")


def test_each_copy_is_a_disclosure_of_its_own(run: Run, caseload: Path) -> None:
    for _ in range(2):
        run("render", "6PYF", "--as", "referral", "--consent", "c2hm", "--yes")
    assert len(disclosures(caseload)) == 2


def test_a_dry_run_shows_the_record_and_makes_no_copy(run: Run, caseload: Path) -> None:
    before = bytes_of(caseload)
    words = ("--as", "referral", "--consent", "c2hm", "-n", "-o", "copy.md")
    told = run("render", "6PYF", *words)
    assert "+kind: disclosure" in told.stdout
    assert "Summary" not in told.stdout
    assert bytes_of(caseload) == before
    assert not (caseload / "copy.md").exists()


def test_without_a_terminal_yes_has_to_be_said(run: Run, caseload: Path) -> None:
    told = run("render", "6PYF", "--as", "referral", "--consent", "c2hm", code=2)
    assert "--yes" in told.stderr
    assert told.stdout == ""
    assert disclosures(caseload) == []


@pytest.mark.parametrize(("answer", "code", "recorded"), [("y", 0, 1), ("n", 130, 0), ("", 130, 0)])
def test_at_a_terminal_it_is_asked(
    caseload: Path, run: Run, answer: str, code: int, recorded: int
) -> None:
    words = ["-m", "hrcli", "--today", "2026-02-09", "render", "6PYF", "--as", "referral"]
    child = pexpect.spawn(
        sys.executable,
        [*words, "--consent", "c2hm", "-o", "copy.html", "--to", "html"],
        cwd=str(caseload),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parent.parent)},
        timeout=60,
    )
    child.expect("record the disclosure")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert len(disclosures(caseload)) == recorded
    assert (caseload / "copy.html").exists() is bool(recorded)


def test_a_consent_taken_back_meanwhile_stops_the_copy(caseload: Path) -> None:
    desk = Desk(str(caseload), date(2026, 2, 9), quiet=True)
    case = desk.case("6PYF")
    grant = permission(case.plan.data, "c2hm", "referral", case.today)
    assert isinstance(grant, Grant)
    changed(caseload, MILO, "    expires: 2026-04-30\n", "    revoked_on: 2026-02-09\n")
    with pytest.raises(Refused, match="taken back"):
        disclose(desk, case, "referral", grant, yes=True, dry_run=False)
    assert disclosures(caseload) == []


@pytest.mark.parametrize("place", ["no/such/copy.md", "cases", ".gitignore", "notes.docx", "l.md"])
def test_a_disclosure_that_cannot_be_made_is_not_recorded(
    run: Run, caseload: Path, place: str
) -> None:
    (caseload / "notes.docx").write_text("mine")
    (caseload / "l.md").symlink_to(caseload / "notes.docx")
    (caseload / "cases" / "summary.md").mkdir()
    words = ("--as", "referral", "--consent", "c2hm", "--yes", "-o", place)
    run("render", "6PYF", *words, code=3)
    assert disclosures(caseload) == []
    assert (caseload / "notes.docx").read_text() == "mine"


@pytest.mark.parametrize("name", [".gitignore", "hrcli.yaml", "letter.docx", "templates/client.j2"])
def test_a_page_is_written_over_nothing_but_a_page(run: Run, caseload: Path, name: str) -> None:
    place = caseload / name
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_text("{# mine #}")
    before = place.read_bytes()
    told = run("render", "7KQ2", "--as", "plan", "-o", name, code=3)
    assert "not written over" in told.stderr
    assert place.read_bytes() == before


def test_a_copy_that_cannot_be_written_says_that_it_is_recorded(
    run: Run, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("hrcli.store.pages.write_over", full)
    words = ("--as", "referral", "--consent", "c2hm", "--yes", "-o", "copy.md")
    told = run("render", "6PYF", *words, code=3)
    assert "disk is full" in told.stderr
    assert "recorded, but no copy was made" in told.stderr
    assert len(disclosures(caseload)) == 1


def test_only_a_disclosure_writes_to_a_case(run: Run, caseload: Path) -> None:
    before = bytes_of(caseload)
    for audience in ("plan", "client", "safety", "review"):
        run("render", "7KQ2", "--as", audience, "--to", "html", "-o", f"{audience}.html")
    assert bytes_of(caseload) == before


# What the worker is told


def test_paper_that_is_not_safe_is_made_for_nobody_who_carries_it(run: Run) -> None:
    for audience in ("client", "safety"):
        told = run("render", SKY, "--as", audience, code=3)
        assert "Paper is not safe" in told.stderr
    told = run("render", SKY, "--as", "review")
    assert "ask about it alone" in told.stderr
    assert "specialist" not in told.stdout
    assert "afraid" not in told.stdout


def test_a_family_copy_needs_safe_paper_as_well_as_a_consent(run: Run, caseload: Path) -> None:
    changed(caseload, MILO, "    paper: ok\n", "    paper: not_ok\n")
    told = run("render", "6PYF", "--as", "family", "--consent", "c2hm", "--yes", code=3)
    assert "Paper is not safe" in told.stderr
    assert disclosures(caseload) == []


def test_what_speaks_against_paper_is_shown_where_the_copy_does_not_answer_it(
    run: Run, caseload: Path
) -> None:
    changed(caseload, MILO, "  - flag: child_at_risk\n", "  - flag: dv_victim\n")
    told = run("render", "6PYF", "--as", "family", "--consent", "c2hm", "--yes")
    assert "R-DV-01" in told.stderr
    assert "R-DV-01" not in told.stdout
    assert "R-DV-01" not in run("render", "6PYF", "--as", "client").stderr


def test_what_is_left_out_and_names_in_the_wording_are_told(run: Run, caseload: Path) -> None:
    changed(caseload, MILO, "covers: [name, contact, goals, safety_plan]", "covers: [harms, goals]")
    told = run("render", "6PYF", "--as", "referral", "--consent", "c2hm", "--yes")
    assert "it also tells of child_protection, children: h8wc." in told.stderr
    assert "goals[].specific holds a name; is it meant for the copy?" in told.stderr
    assert "misses school" not in told.stdout


def test_the_card_says_that_overdose_help_was_not_asked_about(run: Run) -> None:
    told = run("render", "7KQ2", "--as", "safety")
    assert "client.copy.overdose_plan" in told.stderr


def test_no_text_of_the_case_is_in_what_is_told(run: Run, caseload: Path) -> None:
    told = run("render", "6PYF", "--as", "handover", "--consent", "c2hm", "--yes")
    for text in ("withdrawal unit", "planning the stay", "Milo", "child A"):
        assert text not in told.stderr


# Formats and names


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("to", ["md", "html", "txt", "pdf"])
def test_a_folder_gets_a_name_that_tells_nothing(
    run: Run, caseload: Path, tmp_path: Path, to: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for audience in ("client", "safety", "review"):
        run("render", "6PYF", "--as", audience, "--to", to, "-o", str(out))
    run("render", "6PYF", "--as", "referral", "--to", to, "-o", str(out), "--consent", "c2hm", "-y")
    stems = {"my-plan", "my-card", "our-review", "summary"}
    assert {path.name for path in out.iterdir()} == {f"{stem}.{to}" for stem in stems}
    names = [path.name for path in (caseload / "cases/6PYF-G4DK/events").iterdir()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9]{4}\.yaml", name) for name in names)


@pytest.mark.usefixtures("pdf_engine")
def test_a_pdf_goes_to_standard_output_as_it_is(run: Run) -> None:
    told = run("render", "7KQ2", "--as", "client", "--to", "pdf")
    assert told.stdout_bytes.startswith(b"%PDF-1.7")
    assert told.stdout_bytes.rstrip().endswith(b"%%EOF")


def test_without_the_extra_pdf_says_what_to_install(
    run: Run, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    words = ("--as", "referral", "--consent", "c2hm", "--yes", "--to", "pdf", "-o", "copy.pdf")
    told = run("render", "6PYF", *words, code=3)
    *_, what, _, todo = told.stderr.splitlines()
    assert "hrcli[pdf]" in what
    assert "pip install 'hrcli[pdf]'" in todo
    assert disclosures(caseload) == []
    assert not (caseload / "copy.pdf").exists()


def test_the_engine_is_read_in_for_a_pdf_alone(caseload: Path) -> None:
    program = (
        "import sys; from hrcli.cli import main\n"
        "main(['render', '7KQ2', '--as', 'client', '--to', 'html'], standalone_mode=False)\n"
        "sys.exit('weasyprint' in sys.modules)"
    )
    place = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, cwd=caseload, env=place, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"<title>My plan</title>" in done.stdout


def test_a_caseload_named_by_its_path_keeps_the_record_inside(caseload: Path) -> None:
    """The event lies in the case it is about, under the caseload's own lock."""
    case = Caseload(caseload).case("6PYF-G4DK", date(2026, 2, 9))
    desk = Desk(str(caseload), date(2026, 2, 9), quiet=True)
    disclose(desk, case, "referral", Grant("c2hm", frozenset({"goals"})), yes=True, dry_run=False)
    (event,) = disclosures(caseload)
    assert event["covers"] == ["goals"]


# What stands where a page shall go


def test_what_hrcli_did_not_write_is_not_written_over(run: Run, tmp_path: Path) -> None:
    words = ("render", "7KQ2", "--as", "client", "-o")
    notes = tmp_path / "notes.txt"
    notes.write_text("ring the school")
    assert "--replace" in run(*words, str(notes), "--to", "txt", code=3).stderr
    assert notes.read_text() == "ring the school"
    run(*words, str(notes), "--to", "txt", "--dry-run")
    run(*words, str(notes), "--to", "txt", "--replace")
    assert notes.read_text().startswith("My plan")
    page = tmp_path / "my-plan.html"
    for _ in range(2):
        run(*words, str(page), "--to", "html")
    page.write_text("<!DOCTYPE html>\n<title>Mine</title>\n")
    run(*words, str(page), "--to", "html", code=3)


def test_a_pdf_of_hrclis_own_is_made_anew(run: Run, tmp_path: Path, pdf_engine: None) -> None:
    words = ("render", "7KQ2", "--as", "client", "--to", "pdf", "-o", str(tmp_path / "a.pdf"))
    run(*words)
    run(*words)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    run(*words, code=3)


def test_no_page_goes_among_the_cases(run: Run, caseload: Path) -> None:
    for name in ("cases/my-plan.html", "cases/7KQ2-9XMP", "cases/7KQ2-9XMP/reviews/../a.md"):
        assert "outside of cases/" in run("render", "7KQ2", "-o", name, code=3).stderr
    assert not [it for it in (caseload / "cases").rglob("*") if it.suffix in (".md", ".html")]


def test_names_on_a_copy_are_told_of_in_one_line(run: Run) -> None:
    told = run("render", "7KQ2", "--as", "client").stderr
    assert told.count("holds a name") == 1
