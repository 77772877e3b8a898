"""What changed, in words: between two states of a case, and along its history in git."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from canary import CHOSEN, Filling
from conftest import PLAN, Run
from test_read_only import state

from hrcli.document.document import read
from hrcli.plan.diff import between, differences, sentence
from hrcli.resources import text
from hrcli.store.git import QUIET, _trusted

Git = Callable[..., str]

SAID: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"status": "draft"}, {"status": "active"}, ["status draft -> active"]),
    (
        {"goals": [{"id": "g2m", "assessable": {"baseline": 1}}]},
        {"goals": [{"id": "g2m", "assessable": {"baseline": 2}}]},
        ["goal g2m, assessable, baseline: 1 -> 2"],
    ),
    (
        {"harms": [{"id": "h7k", "degree": "severe"}, {"id": "h2a", "degree": "mild"}]},
        {"harms": [{"id": "h2a", "degree": "mild"}, {"id": "h7k", "degree": "mild"}]},
        ["harm h7k: degree severe -> mild", "harms: in another order"],
    ),
    (
        {"goals": [{"id": "g2m", "specific": "Ring Sarah"}]},
        {"goals": [{"id": "g2m", "specific": "Ring Peter"}, {"id": "g3x"}]},
        ["goal g2m: specific reworded", "goal g3x: new"],
    ),
    (
        {"goals": [{"id": "g2m", "progress": []}]},
        {"goals": [{"id": "g2m", "progress": [{"date": "2026-02-01", "note": "Sarah rang"}]}]},
        ["goal g2m, progress 2026-02-01: new"],
    ),
    (
        {"goals": [{"id": "g2m", "actions": [{"id": "a5x"}]}]},
        {"goals": [{"id": "g2m", "actions": [{"id": "a5x", "done_on": "2026-01-15"}]}]},
        ["goal g2m, action a5x, done on: set to 2026-01-15"],
    ),
    ({"flags": [{"flag": "drives"}]}, {"flags": []}, ["flag drives: taken out"]),
    ({"none_seen": ["law"]}, {"none_seen": ["law", "liver"]}, ["none seen: law -> law, liver"]),
    ({"hope": "Sarah"}, {}, ["hope taken out"]),
    ({"closed": {"outcome": "goals_met"}}, {}, ["closed, outcome: taken out (was goals met)"]),
    (
        {"client": {"safe_contact": {"phone": "not_ok"}}},
        {"client": {"safe_contact": {"phone": "ok"}}},
        ["client, safe contact, phone: not ok -> ok"],
    ),
    ({"review": {"set_with_client": True}}, {}, ["review, set with client: taken out (was yes)"]),
    ({"later": ["Sarah"]}, {"later": ["Sarah", "Peter"]}, ["later reworded"]),
    ({"status": "met Sarah"}, {"status": "draft"}, ["status reworded"]),
    ({"supports": [{"who": "Sarah", "kind": "family"}]}, {}, ["support family: taken out"]),
    ({"met Sarah": 1}, {"met Sarah": 2}, ["? 1 -> 2"]),
    ({"use": [{"id": "s8w", "pattern": None}]}, {"use": [{"id": "s8w"}]}, []),
]


def filled(kind: str) -> dict[str, Any]:
    return Filling(kind, CHOSEN).whole()


@pytest.mark.parametrize(("before", "after", "said"), SAID)
def test_what_changed_is_said(before: Any, after: Any, said: list[str]) -> None:
    assert [sentence(each) for each in differences("plan", before, after)] == said


def test_nothing_changed_says_nothing() -> None:
    whole = filled("plan")
    assert differences("plan", whole, filled("plan")) == []


@pytest.mark.parametrize("kind", ["plan", "review", "event"])
def test_no_text_of_a_case_is_told(kind: str) -> None:
    """Every text changed, written and taken out: no word of any of them is in what is said."""
    whole = filled(kind)
    assert "Canary" in repr(whole)
    for before, after in ((whole, _reworded(whole)), ({}, whole), (whole, {})):
        found = differences(kind, before, after)
        assert found
        assert "Canary" not in " ".join(map(sentence, found))


def _reworded(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _reworded(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [_reworded(inner) for inner in data]
    return f"{data} more" if isinstance(data, str) and "Canary" in data else data


def test_text_is_shown_where_it_is_asked_for() -> None:
    (found,) = differences("plan", {"hope": "a flat"}, {"hope": "a house"})
    assert sentence(found, with_text=True) == "hope a flat -> a house"


def test_files_come_and_go_and_may_be_broken() -> None:
    plan = read(b"hrcli: plan/1\n")
    assert [sentence(it) for it in between("plan.yaml", None, plan)] == ["plan: new"]
    review = "reviews/2026-02-09-k7fw.yaml"
    assert [sentence(it) for it in between(review, plan, None)] == [
        "review 2026-02-09-k7fw: taken out"
    ]
    (odd,) = between("reviews/Sarah.yaml", None, plan)
    assert sentence(odd) == "another file: new"
    (broken,) = between("plan.yaml", plan, read(b"a: [\n"))
    assert sentence(broken) == "plan: changed, and one of its two states cannot be read"


# With git


@pytest.fixture
def git(caseload: Path, client: Callable[[str], str]) -> Git:
    """Runs git in the caseload, which is made a repository with all of it committed."""
    program = client("git")

    def run(*words: str, who: str = "jm") -> str:
        done = subprocess.run(
            [program, "-c", f"user.name={who}", "-c", "user.email=x@y.invalid", *words],
            cwd=caseload,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "-q", ".")
    run("add", ".")
    run("commit", "-q", "-m", "all")
    return run


def test_a_diff_tells_what_is_not_committed_yet(run: Run, git: Git) -> None:
    assert run("diff", "7KQ2").stdout == ""
    run("set", "7KQ2", "goals.g2m.status", "achieved")
    assert run("diff", "7KQ2").stdout == "goal g2m: status active -> achieved\n"
    git("commit", "-qam", "x")
    assert run("diff", "7KQ2").stdout == ""
    back = run("diff", "7KQ2", "HEAD..HEAD~1").stdout
    assert back == "goal g2m: status achieved -> active\n"
    assert run("diff", "7KQ2", "HEAD~1").stdout == "goal g2m: status active -> achieved\n"


def test_the_history_tells_who_and_what(run: Run, git: Git, caseload: Path) -> None:
    run("set", "7KQ2", "harms.h7k.rank", "2")
    run("set", "7KQ2", "hope", "--from", "-", stdin="Sarah")
    git("commit", "-qam", "x", who="Ana K")
    event = next((caseload / PLAN).parent.glob("events/*.yaml"))
    event.unlink()
    git("commit", "-qam", "y")
    (caseload / PLAN).write_text((caseload / PLAN).read_text() + "# a comment\n")
    git("commit", "-qam", "z")
    said = [line.split("  ")[1:] for line in run("history", "7KQ2").stdout.splitlines()]
    assert [words[0] for words in said[:3]] == ["jm", "only layout, comments or other files", "jm"]
    assert said[3:6] == [
        [f"event {event.stem}: taken out"],
        ["Ana K", said[4][1]],
        ["hope written"],
    ]
    assert "  harm h7k: rank 1 -> 2\n" in run("history", "7KQ2").stdout
    assert "Sarah" not in run("history", "7KQ2").stdout
    assert "hope set to Sarah" in run("history", "7KQ2", "--text").stdout
    assert len(run("history", "7KQ2", "--last", "1").stdout.splitlines()) == 2


def test_a_merge_is_told_as_one_and_hides_nobodys_work(run: Run, git: Git, caseload: Path) -> None:
    git("checkout", "-qb", "colleague")
    run("set", "7KQ2", "harms.h7k.rank", "2")
    git("commit", "-qam", "x", who="Ana K")
    git("checkout", "-q", "-")
    run("set", "7KQ2", "hope", "--from", "-", stdin="Sarah")
    git("commit", "-qam", "y")
    git("merge", "-q", "--no-commit", "-s", "ours", "colleague")
    run("set", "7KQ2", "worker", "ak")
    git("commit", "-qam", "merged")
    said = run("history", "7KQ2").stdout
    assert "  two lines of work brought together\n  worker jm -> ak\n" in said
    assert "Ana K" in said
    assert "  harm h7k: rank 1 -> 2\n" in said  # dropped by the merge, and yet part of the story
    steps = json.loads(run("history", "7KQ2", "--format", "json").stdout)["steps"]
    assert [step["merge"] for step in steps] == [True, False, False, False]


def test_what_a_merge_threw_away_is_still_told(run: Run, git: Git) -> None:
    """Git's own short way through a history leaves such a side out: here somebody looks for it."""
    git("checkout", "-qb", "colleague")
    run("set", "7KQ2", "harms.h7k.rank", "2")
    git("commit", "-qam", "x", who="Ana K")
    git("checkout", "-q", "-")
    run("set", "3DK6", "worker", "ak")
    git("commit", "-qam", "y")
    git("merge", "-q", "-s", "ours", "-m", "z", "colleague")
    assert "Ana K" in run("history", "7KQ2").stdout


def test_a_shallow_clone_says_that_it_is_one(
    run: Run, git: Git, caseload: Path, tmp_path: Path
) -> None:
    run("set", "7KQ2", "worker", "ak")
    git("commit", "-qam", "x")
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth", "1", f"file://{caseload}", str(clone))
    words = ("--caseload", str(clone), "history", "7KQ2")
    assert "the end of the history alone" in run(*words).stderr
    assert json.loads(run(*words, "--format", "json").stdout)["whole"] is False
    assert run("history", "7KQ2").stderr == ""
    assert json.loads(run("history", "7KQ2", "--format", "json").stdout)["whole"] is True


def test_a_renamed_file_is_one_gone_and_one_new(run: Run, git: Git, caseload: Path) -> None:
    (old,) = caseload.glob("cases/7KQ2-9XMP/events/*.yaml")
    old.rename(old.with_name("2026-02-03-zzzz.yaml"))
    git("add", "-A")
    git("commit", "-qm", "x")
    lines = run("history", "7KQ2", "--last", "1").stdout.splitlines()[1:]
    assert sorted(lines) == [f"  event {old.stem}: taken out", "  event 2026-02-03-zzzz: new"]


@pytest.mark.parametrize("name", ["a\x01b\x02c", ":100644 b", "a\x1b[2Kb", "\u202eb"])
def test_a_name_made_to_confuse_confuses_nothing(
    run: Run, git: Git, caseload: Path, name: str
) -> None:
    odd = caseload / "cases" / "7KQ2-9XMP" / "events" / f":{name[:3]}.yaml"
    odd.write_text("hrcli: event/1\n")
    git("add", "-A")
    git("commit", "-qm", "x", who=name)
    lines = run("history", "7KQ2").stdout.splitlines()
    assert len(lines) == 6
    assert lines[1] == "  another file: new"
    assert not {"\x01", "\x02", "\x1b", "\u202e"} & set("".join(lines))
    run("history", "7KQ2", "--format", "json")


def test_a_folder_of_somebody_else_opens_where_the_worker_trusts_it(
    run: Run, git: Git, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        monkeypatch.setattr("hrcli.git.QUIET", {**QUIET, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    else:
        for path in (caseload, caseload / ".git"):
            os.chown(path, 12345, 12345)
    _trusted.cache_clear()
    for name in ("history", "diff"):
        assert "belongs to somebody else" in run(name, "7KQ2", code=3).stderr
    own = tmp_path / "gitconfig"
    own.write_text(f"[safe]\n directory = /elsewhere\n directory = {caseload}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    _trusted.cache_clear()
    assert "plan: new" in run("history", "7KQ2").stdout
    assert run("diff", "7KQ2").stdout == ""
    _trusted.cache_clear()


@pytest.mark.parametrize("name", ["history", "diff"])
def test_programs_get_the_promised_form_and_no_text(run: Run, git: Git, name: str) -> None:
    run("set", "7KQ2", "hope", "--from", "-", stdin="Sarah")
    run("set", "7KQ2", "harms.h7k.rank", "2")
    if name == "history":
        git("commit", "-qam", "x")
    told = run(name, "7KQ2", "--format", "json").stdout
    schema = json.loads(text("schemas/output", f"{name}-1.json"))
    jsonschema.validate(json.loads(told), schema)
    assert "Sarah" not in told
    assert "harm h7k: rank 1 -> 2" in told
    run(name, "7KQ2", "--format", "json", "--text", code=2)


def test_without_git_it_says_what_is_missing(
    run: Run, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("history", "diff"):
        assert "no git repository" in run(name, "7KQ2", code=3).stderr
    (caseload / ".git").mkdir()
    assert "does not open" in run("history", "7KQ2", code=3).stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("history", "diff"):
        assert "Git is not installed" in run(name, "7KQ2", code=3).stderr


@pytest.mark.parametrize("typed", ["--help", "-x", "nothing", "HEAD..nothing", "HEAD;ls", "a b"])
def test_a_commit_that_is_none_is_a_wrong_command(run: Run, git: Git, typed: str) -> None:
    assert "no such commit" in run("diff", "--", "7KQ2", typed, code=2).stderr


def test_all_blobs_come_from_one_process(
    run: Run, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Callable[..., str]
) -> None:
    for rank in range(2, 8):
        run("set", "7KQ2", "harms.h7k.rank", str(rank))
        git("commit", "-qam", "x")
    log = tmp_path / "log"
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {client("git")} "$@"\n')
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}:/usr/bin:/bin")
    assert run("history", "7KQ2").stdout.count("rank") == 6
    calls = log.read_text().splitlines()
    assert sum("cat-file" in call for call in calls) == 1
    assert len(calls) == 3


TRAPS = {
    "fsmonitor": "[core]\n fsmonitor = {trap}\n",
    "pager": "[core]\n pager = {trap}\n",
    "hooks": "[core]\n hooksPath = {folder}\n",
    "external": "[diff]\n external = {trap}\n",
    "textconv": '[diff "x"]\n textconv = {trap}\n command = {trap}\n',
    "filter": '[filter "x"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n',
    "signatures": "[log]\n showSignature = true\n[gpg]\n program = {trap}\n",
    "ssh": "[core]\n sshCommand = {trap}\n"
    '[remote "origin"]\n url = x@y.invalid:z\n promisor = true\n',
    "alias": "[alias]\n log = !{trap}\n cat-file = !{trap}\n",
    "merge": '[merge "hrcli"]\n driver = {trap}\n',
    "include": "[include]\n path = {folder}/more\n",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trapped_repository_runs_nothing(
    run: Run, git: Git, caseload: Path, tmp_path: Path, name: str
) -> None:
    trap, sprung = tmp_path / "traps" / "pre-commit", tmp_path / "sprung"
    trap.parent.mkdir()
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    trap.chmod(0o755)
    (trap.parent / "more").write_text(TRAPS["fsmonitor"].format(trap=trap, folder=""))
    with (caseload / ".git" / "config").open("a") as config:
        config.write(TRAPS[name].format(trap=trap, folder=trap.parent))
    (caseload / ".gitattributes").write_text("*.yaml filter=x diff=x merge=hrcli\n")
    run("set", "7KQ2", "harms.h7k.rank", "2")
    assert "rank 1 -> 2" in run("diff", "7KQ2").stdout
    assert "plan: new" in run("history", "7KQ2").stdout
    run("doctor", code=1)
    run("hooks", "install", code=3 if name == "hooks" else 0)
    for words in (("due",), ("list",), ("validate",), ("show", "7KQ2"), ("next",)):
        run(*words)
    assert not sprung.exists()


def test_looking_back_leaves_everything_as_it_was(run: Run, git: Git, caseload: Path) -> None:
    (caseload / PLAN).touch()  # the index no longer knows whether this file is as it was
    before = state(caseload)
    for words in (("diff", "7KQ2"), ("diff", "7KQ2", "HEAD..HEAD"), ("history", "7KQ2")):
        run(*words)
        assert state(caseload) == before, words
    run("doctor", code=1)
    assert state(caseload) == before
