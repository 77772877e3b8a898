"""What git holds, what is staged and what lies on the disk are three things, and told apart."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hrcli.commands import TABLE, load
from hrcli.resources import folder
from hrcli.store.caseload import ATTRIBUTES, IGNORED
from hrcli.store.git import ENCRYPTS, UNDER_WAY
from tests.support.places import ROOT
from tests.support.running import PLAN, Run
from tests.support.typed import TYPED, ran

OTHER = "cases/3DK6-AHFX/plan.yaml"
Git = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def git(
    caseload: Path, tmp_path: Path, client: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Git:
    """Runs git in the caseload, a repository with all of it committed; `hrcli` is on the PATH."""
    program = tmp_path / "bin" / "hrcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m hrcli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HRCLI_TODAY", "2026-02-09")
    words = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]

    def run(*more: str, given: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*words, *more], cwd=caseload, input=given, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    run("init", "-q", "-b", "main", ".")
    run("add", ".")
    run("commit", "-qm", "all")
    return run


def spoil(caseload: Path, name: str = PLAN) -> str:
    """Makes a plan wrong on the disk; gives what it said before."""
    good = (caseload / name).read_text("utf-8")
    (caseload / name).write_text(good.replace("status: active", "status: nonsense", 1), "utf-8")
    return good


# The check before a commit looks at what is staged


def test_what_is_staged_is_judged_not_what_lies_there(run: Run, git: Git, caseload: Path) -> None:
    run("hooks", "install")
    good = spoil(caseload)
    git("add", "-A")
    (caseload / PLAN).write_text(good, "utf-8")
    assert "SCH04" in git("commit", "-qm", "x", code=1).stderr
    assert run("validate", "--staged", code=1).stdout == run("validate", "--staged", code=1).stdout
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")
    spoil(caseload)  # on the disk alone, so that it is not in the commit
    git("commit", "-q", "--allow-empty", "-m", "y")


def test_a_commit_of_some_files_is_judged_by_these(run: Run, git: Git, caseload: Path) -> None:
    """Git then keeps what it will commit in a place of its own."""
    run("hooks", "install")
    run("set", "3DK6", "worker", "ak")
    spoil(caseload)
    git("commit", "-qm", "x", "--", OTHER)
    assert "SCH04" in git("commit", "-qam", "x", code=1).stderr
    assert "SCH04" in git("commit", "-qm", "x", "--", PLAN, code=1).stderr
    git("add", PLAN)
    run("set", "3DK6", "worker", "jm")
    git("commit", "-qm", "x", "--", OTHER)
    assert git("log", "--format=%s").stdout.split() == ["x", "x", "all"]


def test_only_cases_that_change_are_judged(run: Run, git: Git, caseload: Path) -> None:
    spoil(caseload)
    git("commit", "-qam", "past")
    run("set", "3DK6", "worker", "ak")
    git("add", "-A")
    assert "7KQ2" not in run("validate", "--staged").stdout
    with (caseload / "hrcli.yaml").open("a") as settings:
        settings.write("commit: false\n")
    git("add", "-A")
    assert "SCH04" in run("validate", "--staged", code=1).stdout


def test_the_first_commit_is_judged_whole(run: Run, git: Git, caseload: Path) -> None:
    run("hooks", "install")
    spoil(caseload)
    git("checkout", "-q", "--orphan", "new")
    git("add", "-A")
    assert "SCH04" in git("commit", "-qm", "x", code=1).stderr


def test_a_case_that_goes_is_no_failure(run: Run, git: Git, caseload: Path) -> None:
    run("hooks", "install")
    git("rm", "-q", "--cached", PLAN)  # and its records stay
    assert "There is no such file" in git("commit", "-qm", "x", code=1).stderr
    git("rm", "-rq", "cases/7KQ2-9XMP")
    git("commit", "-qm", "x")


def test_a_staged_link_and_a_staged_copy_are_told(run: Run, git: Git, caseload: Path) -> None:
    (caseload / OTHER).unlink()
    (caseload / OTHER).symlink_to("/etc/passwd")
    git("add", "-A")
    (caseload / PLAN).with_name("plan 2.yaml").write_text("x: 1\n")
    git("add", "-A")
    (caseload / PLAN).with_name("plan 2.yaml").unlink()
    done = run("validate", "--staged", code=3)
    assert "This is a link" in done.stderr
    assert "REF09" in done.stdout


def test_staged_takes_no_names_and_needs_a_repository(run: Run, caseload: Path) -> None:
    assert "no git repository" in run("validate", "--staged", code=3).stderr
    assert "name no case" in run("validate", "--staged", "7KQ2", code=2).stderr


def test_a_hook_of_before_is_brought_up_to_date(run: Run, git: Git, caseload: Path) -> None:
    run("hooks", "install")
    hook = caseload / ".git" / "hooks" / "pre-commit"
    text = hook.read_text()
    assert text.endswith("validate --staged\n")
    hook.write_text(text.replace(" --staged", ""))
    assert "Wrote" in run("hooks", "install").stderr
    assert hook.read_text() == text


# What a filter keeps in another form


@pytest.fixture
def sealed(git: Git, caseload: Path) -> Git:
    """The repository with a filter as those that encrypt have one, and all of it committed anew."""
    (caseload / ".gitattributes").write_text(f"{ATTRIBUTES}cases/** filter=seal\n")
    git("config", "filter.seal.clean", "base64 -w0 | rev")
    git("config", "filter.seal.smudge", "rev | base64 -d")
    git("add", "--renormalize", "-A")
    git("commit", "-qam", "sealed")
    assert git("show", f"HEAD:{PLAN}").stdout != (caseload / PLAN).read_text("utf-8")
    assert git("status", "--short").stdout == ""
    return git


def test_what_a_filter_keeps_cannot_be_compared(run: Run, sealed: Git, caseload: Path) -> None:
    lines = run("diff", "7KQ2").stdout.splitlines()
    assert len(lines) == 3
    assert {line.partition(": ")[2].partition(",")[0] for line in lines} == {"cannot be compared"}
    run("set", "7KQ2", "harms.h7k.rank", "2")
    sealed("commit", "-qam", "x")
    for words in (("diff", "7KQ2", "HEAD~1..HEAD"), ("history", "7KQ2", "-n", "1")):
        said = run(*words).stdout
        assert "plan: cannot be compared" in said
        assert "changed" not in said
    told = run("diff", "7KQ2", "--format", "json").stdout
    assert '"sealed"' in told


def test_a_filter_that_leaves_the_keys_cannot_be_compared_either(
    run: Run, git: Git, caseload: Path
) -> None:
    """Some encrypt values alone: what is left is YAML, and says not what it is."""
    (caseload / ".gitattributes").write_text(f"{ATTRIBUTES}*.yaml filter=values\n")
    git("config", "filter.values.clean", "sed 's/: [a-zA-Z0-9].*/: SEALED/'")
    git("add", "--renormalize", "-A")
    git("commit", "-qam", "x")
    assert "plan: cannot be compared" in run("diff", "7KQ2").stdout


def test_without_a_filter_a_broken_file_is_still_called_changed(
    run: Run, git: Git, caseload: Path
) -> None:
    (caseload / PLAN).write_text("a: [\n")
    assert run("diff", "7KQ2").stdout.startswith("plan: changed, and one of its two states")


def test_under_a_filter_the_disk_is_judged_and_that_is_said(
    run: Run, sealed: Git, caseload: Path
) -> None:
    spoil(caseload)
    sealed("add", "-A")
    done = run("validate", "--staged", code=1)
    assert "SCH04" in done.stdout
    assert "through a filter" in done.stderr


# Lists that git has there already


def test_drafts_stay_out_of_a_repository_that_was_there_before(
    tmp_path: Path, run: Run, client: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    subprocess.run([client("git"), "init", "-q", "."], cwd=place, check=True)
    (place / ".gitignore").write_bytes("no\u00efve".encode("latin-1"))
    (place / ".gitattributes").write_text("*.png binary\n")
    monkeypatch.chdir(place)
    said = run("init", "--worker", "jm").stderr
    assert "Added to .gitignore" in said
    assert "Added to .gitattributes" in said
    assert (place / ".gitignore").read_bytes() == b"no\xefve\n" + IGNORED.encode()
    assert (place / ".gitattributes").read_text() == f"*.png binary\n{ATTRIBUTES}"
    run("--caseload", ".", "create", "--starter", "continuing")
    draft = place / ".hrcli" / "drafts" / "create-x.json"
    draft.parent.mkdir(exist_ok=True)
    draft.write_text("{}")
    subprocess.run([client("git"), "add", "-A"], cwd=place, check=True)
    listed = [client("git"), "ls-files"]
    told = subprocess.run(listed, cwd=place, capture_output=True, text=True, check=True).stdout
    assert "hrcli.yaml" in told
    assert ".hrcli/" not in told


def test_a_list_that_has_it_all_is_left_alone(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    Path(".gitignore").write_text(f"{IGNORED}*.pdf\n")
    assert "Added to .gitignore" not in run("init", "--no-git").stderr
    assert Path(".gitignore").read_text() == f"{IGNORED}*.pdf\n"


# Half done: a commit would land where nobody looks for it


def branch_with(git: Git, caseload: Path, run: Run) -> None:
    """A branch `other` and the branch `main`, which differ in one value."""
    git("checkout", "-q", "-b", "other")
    run("set", "3DK6", "worker", "rs")
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    run("set", "3DK6", "worker", "ak")
    git("commit", "-qam", "main")


def stopped(git: Git, caseload: Path, what: str) -> None:
    """Begins something that stops half-way."""
    if what == "am":
        patch = git("format-patch", "--stdout", "main..other").stdout
        git("am", "-q", given=patch, code=128)
    elif what == "rebase":
        git("rebase", "-q", "other", code=1)
    elif what == "rebase --apply":
        git("rebase", "-q", "--apply", "other", code=1)
    elif what == "bisect":
        git("bisect", "start")
    elif what == "revert":
        git("revert", "--no-commit", "HEAD")
    else:
        git(what, "other", code=1)
    if what == "merge" or what == "cherry-pick":
        git("checkout", "-q", "--ours", OTHER)


AMID = {
    "am": "patches are being applied (git am)",
    "rebase": "a rebase is under way",
    "rebase --apply": "a rebase is under way",
    "merge": "a merge is under way",
    "cherry-pick": "a cherry-pick is under way",
    "revert": "a revert is under way",
    "bisect": "a bisect is under way",
}


@pytest.mark.parametrize("what", AMID)
def test_amid_something_else_no_commit_is_made(
    run: Run, git: Git, caseload: Path, what: str
) -> None:
    branch_with(git, caseload, run)
    stopped(git, caseload, what)
    before = git("rev-parse", "HEAD", "main", "other").stdout
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert f"Saved, but not committed: {AMID[what]}, and a commit would " in said
    assert "rank: 2" in (caseload / PLAN).read_text("utf-8")
    assert git("rev-parse", "HEAD", "main", "other").stdout == before


def test_every_state_is_tried_or_covered_by_one_that_is() -> None:
    assert {words for words, _ in UNDER_WAY.values()} - set(AMID.values()) == {
        "a cherry-pick or revert of several is under way"
    }


def test_every_command_that_commits_stops_amid_a_series_of_patches(
    run: Run, git: Git, caseload: Path
) -> None:
    """Walks all commands, so that one added later is asked as well."""
    branch_with(git, caseload, run)
    stopped(git, caseload, "am")
    with (caseload / "hrcli.yaml").open("a") as settings:
        settings.write("commit: true\n")
    before = git("rev-parse", "HEAD", "main").stdout
    told = 0
    for name in TABLE:
        takes = {option for it in getattr(load(name), "params", ()) for option in it.opts}
        for words, given in TYPED.get(name, ()) if "--commit" in takes else ():
            said = ran(words, given, caseload)[1]
            told += "patches are being applied" in said
            assert git("rev-parse", "HEAD", "main").stdout == before, words
    assert told > 5


# A filter that encrypts, where the worker's own settings name it


@pytest.fixture
def crypt(git: Git, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A program called git-crypt, the worker's own settings for it, and attributes that ask."""
    program = tmp_path / "bin" / "git-crypt"
    program.write_text("#!/bin/sh\nrev\n")
    program.chmod(0o755)
    own = tmp_path / "own"
    own.write_text('[filter "git-crypt"]\n clean = \\"git-crypt\\" clean\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    (caseload / ".gitattributes").write_text(f"{ATTRIBUTES}cases/** filter=git-crypt\n")
    git("commit", "-qm", "attributes", "--", ".gitattributes")
    return git


def kept(git: Git) -> str:
    return git("show", f"HEAD:{PLAN}").stdout


def test_the_workers_own_filter_encrypts_what_is_committed(
    run: Run, crypt: Git, caseload: Path
) -> None:
    crypt("config", "filter.git-crypt.clean", '"git-crypt" clean')
    run("set", "7KQ2", "harms.h7k.rank", "2", "--commit")
    assert kept(crypt).splitlines() == [
        line[::-1] for line in (caseload / PLAN).read_text("utf-8").splitlines()
    ]
    assert "can run a program" not in run("doctor", code=1).stdout


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("clean", '"git-crypt" clean; touch sprung'),
        ("clean", "/tmp/git-crypt clean"),
        ("smudge", "touch sprung"),
        ("process", "touch sprung"),
    ],
)
def test_a_folder_that_says_otherwise_is_refused(
    run: Run, crypt: Git, caseload: Path, key: str, value: str
) -> None:
    before = kept(crypt)
    crypt("config", f"filter.git-crypt.{key}", value)
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert f"filter.git-crypt.{key}" in said
    assert kept(crypt) == before
    assert not (caseload / "sprung").exists()


def test_nothing_is_committed_as_it_stands_where_a_filter_was_meant_to_be(
    run: Run, crypt: Git, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a clone that was not set up git itself would keep it in plain text, and say nothing."""
    before = kept(crypt)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    said = run("set", "7KQ2", "harms.h7k.rank", "2", "--commit", code=3).stderr
    assert "git keeps this through a filter" in said
    assert kept(crypt) == before


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ('"git-crypt" clean', True),
        ("git-crypt clean --key-name=team", True),
        ('"/usr/bin/git-crypt" smudge', True),
        ("age -e -R .age/recipients", True),
        ("sops --encrypt --input-type yaml /dev/stdin", True),
        ("cat", False),
        ("git-crypt-evil clean", False),
        ("evil/git-crypt clean", False),
        ("git-crypt clean && x", False),
        ("age -d `x`", False),
        ("age $(x)", False),
        ("sops x > y", False),
        ("age\nx", False),
        ('"git-crypt clean', False),
    ],
)
def test_only_exact_commands_are_taken_for_a_filter_that_encrypts(
    command: str, known: bool
) -> None:
    assert bool(ENCRYPTS.fullmatch(command)) == known


# Settings that have no part in it


def test_a_submodule_is_a_caseload_like_any_other(
    run: Run, git: Git, caseload: Path, tmp_path: Path
) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    words = ["git", "-c", "protocol.file.allow=always", "-c", "user.name=x", "-c", "user.email=x"]
    for more in (["init", "-q", "."], ["submodule", "--quiet", "add", str(caseload), "inner"]):
        subprocess.run([*words, *more], cwd=outer, check=True)
    inner = ("--caseload", str(outer / "inner"))
    run(*inner, "doctor", "--fix")
    assert run(*inner, "doctor").stdout == ""
    run(*inner, "set", "7KQ2", "harms.h7k.rank", "2", "--commit")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.sshCommand", "ssh -i key"),
        ("credential.helper", "store"),
        ("credential.https://y.invalid.helper", "store"),
        ("core.fsmonitor", "false"),
        ("pager.log", "false"),
        ("filter.lfs.clean", "git-lfs clean -- %f"),
        ("diff.image.textconv", "exif"),
    ],
)
def test_what_a_commit_never_runs_is_no_ailment(
    run: Run, git: Git, caseload: Path, key: str, value: str
) -> None:
    run("doctor", "--fix")
    git("config", key, value)
    assert run("doctor").stdout == ""
    run("set", "7KQ2", "harms.h7k.rank", "2", "--commit")
    assert git("log", "-1", "--format=%s").stdout == "7KQ2-9XMP: set\n"


# Who may look into what git keeps


def test_what_git_keeps_is_closed_to_others(run: Run, git: Git, caseload: Path) -> None:
    run("doctor", "--fix")
    own = caseload / ".git"
    assert own.stat().st_mode & 0o077 == 0
    for name in ("", "config", "hooks", "objects"):
        (own / name).chmod(0o777 if name != "config" else 0o666)
    said = run("doctor", code=1).stdout
    assert "Others on this computer may open what git keeps: .git, config, hooks" in said
    run("doctor", "--fix")
    assert run("doctor").stdout == ""
    assert [(own / it).stat().st_mode & 0o077 for it in ("", "config", "hooks", "objects")] == [
        0,
        0,
        0,
        0,
    ]


def test_a_repository_that_is_meant_for_several_is_left_open(
    run: Run, git: Git, caseload: Path
) -> None:
    git("config", "core.sharedRepository", "group")
    run("doctor", "--fix")
    (caseload / ".git").chmod(0o770)
    assert "what git keeps" not in run("doctor").stdout


def test_the_examples_lie_as_the_tests_believe() -> None:
    assert (folder("examples") / PLAN).is_file()
    assert (folder("examples") / OTHER).is_file()
