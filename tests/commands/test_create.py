"""`hrcli create`: few questions, one starter for each substance, and a page to take home."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.document.document import read
from hrcli.knowledge.by_substance import group_of
from tests.support.processes import forked
from tests.support.running import Run

DAY = ("--today", "2026-02-09")
TALK = (
    b"The mornings after\n"  # their own words, first
    b"Kim\n"
    b"adult\n"
    b"alcohol, weed\n"
    b"cooks for the whole floor\n"
    b"unsure\n"
    b"no\n"
    b"2026-02-23\n"
    b"\n"  # what is asked alone together: later
)


def plans(root: Path) -> list[Path]:
    return sorted(root.glob("cases/*/plan.yaml"))


def test_four_commands_from_nothing_to_a_page_that_the_person_takes_home(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    assert forked((*DAY, "init", "mine", "--no-git"), tmp_path).code == 0
    made = forked((*DAY, "create"), root, keys=TALK)
    assert made.code == 0, made.out
    assert "About alcohol, cannabis, what to ask early" in made.out
    (path,) = plans(root)
    case = path.parent.name
    page = forked((*DAY, "render", case[:4], "--as", "client"), root, keys=b"ok\n")
    assert page.code == 0, page.out
    for said in ("The mornings after", "cooks for the whole floor", "23 February 2026"):
        assert said in page.out
    assert "alcohol" not in page.out  # nobody has said that it may stand there
    plan = read(path.read_bytes()).data
    assert [it["substance"] for it in plan["use"]] == ["alcohol", "cannabis"]
    assert plan["use"][0]["considering"]["answer"] == "unsure"
    assert plan["dependants"] == []


def test_going_back_changes_what_was_said_of_several_substances(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    forked((*DAY, "init", "mine", "--no-git"), tmp_path)
    keys = b"Rent\n\n\nalcohol, ice\n<\nalcohol, weed, tobacco\n" + 9 * b"\n"
    made = forked((*DAY, "create"), root, keys=keys)
    assert made.code == 0, made.out
    (path,) = plans(root)
    uses = [it["substance"] for it in read(path.read_bytes()).data["use"]]
    assert uses == ["alcohol", "cannabis", "nicotine_tobacco"]


FIVE = ("alcohol", "tobacco", "heroin", "cocaine", "cannabis")


def test_the_substance_changes_what_is_asked_shown_and_read(run: Run) -> None:
    shown = {}
    for word in FIVE:
        made = run("create", "--starter", "continuing", "--substance", word)
        case = made.stdout.strip()
        plan = read(Path(f"cases/{case}/plan.yaml").read_bytes()).data
        (use,) = plan["use"]
        group = group_of(use["substance"])
        assert f"About {group.name}, what to ask early" in made.stderr
        shown[word] = run("options", case).stdout.replace(case[:4], "")
        assert all(code in shown[word] for code in (*group.rules, *group.explain))
        assert all(f"{code}: " in shown[word] for code in group.ideas)
        run("set", case, "harms", "--from", "-", stdin="- {id: h7k, domain: liver, what: x}\n")
        assert any(f"{code}: " in run("options", case).stdout for code in group.ideas)
    parts = [set(text.splitlines()) for text in shown.values()]
    for one in parts:
        assert all(len(one - other) > 3 for other in parts if other is not one)


def test_several_substances_at_the_shell(run: Run) -> None:
    made = run("create", "--substance", "alcohol", "--substance", "weed", "--worker", "ab")
    plan = read(Path(f"cases/{made.stdout.strip()}/plan.yaml").read_bytes()).data
    assert [it["substance"] for it in plan["use"]] == ["alcohol", "cannabis"]
    assert plan["use"][1]["words"] == "weed"
    assert plan["worker"] == "ab"
    assert "considering" not in plan["use"][0]


@pytest.mark.parametrize(
    ("word", "said"),
    [("ice", "amphetamine_type"), ("alkohol", "alcohol"), ("canabis", "cannabis")],
)
def test_a_substance_that_means_nothing_or_much_is_refused(run: Run, word: str, said: str) -> None:
    before = plans(Path())
    assert said in run("create", "--substance", word, code=2).stderr
    assert plans(Path()) == before


def test_what_is_used_is_named_once(run: Run) -> None:
    told = run(
        *("create", "--substance", "alcohol", "--from", "-"),
        stdin="use: [{id: s1a, substance: cannabis}]\n",
        code=2,
    )
    assert "once" in told.stderr
    made = run("create", "--substance", "alcohol", "--from", "-", stdin="hope: Sundays\n")
    plan = read(Path(f"cases/{made.stdout.strip()}/plan.yaml").read_bytes()).data
    assert (plan["hope"], plan["use"][0]["substance"]) == ("Sundays", "alcohol")


def test_what_create_leaves_out_a_step_asks(run: Run) -> None:
    case = run("create", "--starter", "continuing", "--substance", "alcohol").stdout.strip()
    run("set", case, "dependants", "--from", "-", stdin="- {id: d4k}\n")
    run("next", case, "--not-now", "--from", "-", stdin="because: x\nuntil: 2026-03-01\n")
    shown = run("next", case).stdout
    assert "Next: Ask how it is used: use " in shown
    assert " later  Ask who depends on the client" in shown
