"""What --from brings: pieces of a plan and plain texts, from hands that slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.document.document import read
from tests.support.running import PLAN, Run


def made(run: Run, caseload: Path, given: str | bytes) -> dict[str, object]:
    """The plan that `create --from -` makes of what is given."""
    case = run("create", "--from", "-", stdin=given).stdout.strip()
    data = read((caseload / "cases" / case / "plan.yaml").read_bytes()).data
    assert isinstance(data, dict)
    assert data["case"] == case
    assert run("validate", case).exit_code == 0
    return data


def test_a_new_case_keeps_its_own_id_whatever_plan_is_given(run: Run, caseload: Path) -> None:
    plan = (caseload / PLAN).read_text()
    before = read(plan.encode()).data
    data = made(run, caseload, plan)
    assert data["calendar"] != before["calendar"]
    assert data["goals"] == before["goals"]


def test_a_new_case_has_a_next_review_whatever_is_given(run: Run, caseload: Path) -> None:
    for given, when in (
        ("client: {alias: Kim}\n", "2026-03-09"),
        ("review: {every: 2 weeks}\n", "2026-02-23"),
        ("review: {next: null, set_with_client: true}\n", "2026-03-09"),
        ("review: {next: 2026-02-12}\n", "2026-02-12"),
    ):
        review = made(run, caseload, given)["review"]
        assert isinstance(review, dict)
        assert review["next"] == when


def test_nobody_has_said_what_was_not_asked(run: Run, caseload: Path) -> None:
    for words, said in (((), None), (("--starter", "quitting"), "stop")):
        case = run("create", *words, "--from", "-", stdin="client: {alias: Kim}\n").stdout.strip()
        use = read((caseload / "cases" / case / "plan.yaml").read_bytes()).data["use"][0]
        assert use.get("considering", {}).get("answer") == said


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        (("create",), "client:\n  alias: Kim\n  legal_name: Canary\n", "-:3:3  client\n"),
        (("create",), "client: {alias: Kim}\nshoe size: Canary\n", "-:2:1\n"),
        (("create",), "hrcli: review/1\nheld_on: 2026-02-09\n", "-:2:1\n"),
        (("create",), "- Canary\n", "no hyphen before the first"),
        (("create",), "review: Canary\n", "`review` should hold keys"),
        (("add", "7KQ2", "harm"), "what: Canary\nwhatt: x\n", "-:2:1  harms."),
        (("add", "7KQ2", "harm"), "what: Canary\nid: h7k\n", "-:2:1  id\n"),
        (("add", "7KQ2", "harm"), "what: Canary\nid: [h7k]\n", "`id` should be text"),
        (("add", "7KQ2", "action", "--in", "g2m"), "id: h7k\nwhat: x\n", "-:1:1  id\n"),
        (("add", "7KQ2", "later"), b"caf\xe9 Canary", "error YML01"),
        (("add", "7KQ2", "later"), b"\xff\xfeC\x00", "error YML01"),
        (("add", "7KQ2", "later"), "a\x1b[DCanary", "-:1:2\n"),
        (("add", "7KQ2", "later"), "Canary " * 200_000, "error YML02"),
        (("set", "7KQ2", "hope"), b"caf\xe9 Canary", "error YML01"),
        (("set", "7KQ2", "hope"), "Canary\u2028", "error YML10"),
        (("set", "7KQ2", "client.strengths"), "[Canary, {b", "error YML15"),
    ],
)
def test_a_slip_is_told_at_its_place_and_nothing_is_written(
    run: Run, caseload: Path, words: tuple[str, ...], given: str | bytes, told: str
) -> None:
    before = (caseload / PLAN).read_bytes()
    cases = len(list((caseload / "cases").iterdir()))
    done = run(*words, "--from", "-", stdin=given, code=1)
    assert told in done.stdout
    assert "Canary" not in done.output
    assert (caseload / PLAN).read_bytes() == before
    assert len(list((caseload / "cases").iterdir())) == cases


def test_text_of_a_windows_file_has_the_line_ends_of_the_plan(run: Run, caseload: Path) -> None:
    given = b"\xef\xbb\xbfa garden\r\nwith a shed\r\n"
    run("set", "7KQ2", "hope", "--from", "-", stdin=given)
    run("add", "7KQ2", "later", "--from", "-", stdin=given)
    plan = read((caseload / PLAN).read_bytes()).data
    assert (plan["hope"], plan["later"]) == ("a garden\nwith a shed", ["a garden\nwith a shed"])


@pytest.mark.parametrize("path", ["case", "hrcli", "goals.g2m.id"])
def test_what_other_places_go_by_is_not_set(run: Run, path: str) -> None:
    assert "hrcli sets this itself." in run("set", "7KQ2", path, "g9x", code=2).stderr


def test_one_word_or_several_can_be_set(run: Run, caseload: Path) -> None:
    for said, meant in (
        ("route_change, no_use_change", ["route_change", "no_use_change"]),
        ("no_use", "no_use_change"),
    ):
        run("set", "7KQ2", "goals.g2m.intervention", said)
        goal = read((caseload / PLAN).read_bytes()).data["goals"][0]
        assert goal["intervention"] == meant


def test_a_dry_run_that_would_change_nothing_says_so(run: Run) -> None:
    told = run("set", "7KQ2", "status", "active", "--dry-run")
    assert (told.stdout, "It says so already" in told.stderr) == ("", True)


def test_what_a_later_step_brings_is_no_gap_of_a_new_harm(run: Run) -> None:
    harm = "domain: liver\nwhat: A fall on the stairs\ndegree: severe\n"
    told = run("add", "7KQ2", "harm", "--from", "-", stdin=harm).stderr
    assert "HRM04" not in told
    assert "HRM" in told  # what nobody has answered yet is named all the same


def test_a_name_for_a_substance_is_written_as_its_class_and_told(run: Run, caseload: Path) -> None:
    done = run("create", "--from", "-", stdin="use: [{id: s1a, substance: Skunk}]\n")
    data = read((caseload / "cases" / done.stdout.strip() / "plan.yaml").read_bytes()).data
    assert data["use"] == [{"id": "s1a", "substance": "cannabis", "words": "Skunk"}]
    assert done.stderr.startswith("skunk is written as cannabis. ")
    done = run("add", "7KQ2", "substance", "--from", "-", stdin="substance: Valium\n")
    assert done.stderr.startswith("valium is written as benzodiazepine. ")
    done = run("set", "7KQ2", "use.s8w.substance", "K2")
    assert done.stderr.startswith("k2 is written as synthetic_cannabinoid. ")
    done = run("set", "7KQ2", "use.s8w.substance", "--from", "-", stdin="booze")
    assert done.stderr.startswith("booze is written as alcohol. ")
    use = read((caseload / PLAN).read_bytes()).data["use"]
    assert [it["substance"] for it in use] == ["alcohol", "benzodiazepine"]
    assert use[1]["words"] == "Valium"


def test_a_name_with_several_meanings_is_refused_with_the_choices(run: Run, caseload: Path) -> None:
    before = (caseload / PLAN).read_bytes()
    choices = "ice may mean several things: write amphetamine_type or unknown."
    for words in (("create",), ("add", "7KQ2", "substance")):
        given = "use: [{id: s1a, substance: ice}]\n" if words[0] == "create" else "substance: ice\n"
        assert choices in run(*words, "--from", "-", stdin=given, code=1).stdout
    told = run("set", "7KQ2", "use.s8w.substance", "ICE", code=2).stderr
    assert told.splitlines() == [
        "This name does not say enough.",
        "  hrcli set use.s8w.substance",
        f"  {choices}",
    ]
    assert "codeine" in run("set", "7KQ2", "use.s8w.substance", "codiene", code=2).stderr
    assert (caseload / PLAN).read_bytes() == before


def test_a_goal_is_told_of_a_rule_that_speaks_once_for_the_plan(run: Run, caseload: Path) -> None:
    """What the new goal brings is told as it is added, wherever the finding stands."""
    run("add", "7KQ2", "flag", "--from", "-", stdin="flag: dv_victim\nstatus: present\n")
    goal = "for: [h7k]\nintervention: partner_involvement\nspecific: He comes along\n"
    told = run("add", "7KQ2", "goal", "--from", "-", stdin=goal).output
    assert "R-DV-02" in told
    plain = "for: [h7k]\nintervention: no_use_change\nspecific: Papers by Friday\n"
    assert "R-DV-02" not in run("add", "7KQ2", "goal", "--from", "-", stdin=plain).output
