"""Whether the caseload's folder is in order, and git's check before each commit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import PLAN, Run

from hrcli.store.git import DRIVER, DRIVER_COMMAND

ROOT = Path(__file__).parent.parent
Git = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def git(
    caseload: Path, tmp_path: Path, client: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Git:
    """Runs git in the caseload, a new repository; `hrcli` is on the PATH."""
    program = tmp_path / "bin" / "hrcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m hrcli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HRCLI_TODAY", "2026-02-09")
    words = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*words, *more], cwd=caseload, capture_output=True, text=True)

    assert run("init", "-q", ".").returncode == 0
    return run


def test_a_clone_is_set_up_by_fix(run: Run, git: Git, caseload: Path) -> None:
    said = run("doctor", code=1).stdout
    assert "does not merge plans by item" in said
    assert git("config", DRIVER).stdout == ""
    said = run("doctor", "--fix").stdout
    assert "Mended: Git does not merge" in said
    assert git("config", DRIVER).stdout.strip() == DRIVER_COMMAND
    assert run("doctor").stdout == ""


def test_init_sets_the_driver(run: Run, tmp_path: Path, client: Callable[[str], str]) -> None:
    client("git")
    run("init", str(tmp_path / "new"))
    config = (tmp_path / "new" / ".git" / "config").read_text()
    assert DRIVER_COMMAND in config


def test_each_ailment_is_told_and_mended(run: Run, git: Git, caseload: Path) -> None:
    run("doctor", "--fix")
    (caseload / ".gitattributes").write_text("*.txt text")
    (caseload / ".gitignore").unlink()
    (caseload / PLAN).chmod(0o644)
    left = caseload / "cases" / ".plan.yaml.abcd.hrcli-tmp"
    left.touch(0o600)
    said = run("doctor", code=1).stdout
    for part in (".gitattributes is not", ".gitignore is not", "1 file or", "was cut short left"):
        assert part in said
    assert left.exists()
    run("doctor", "--fix")
    assert not left.exists()
    assert (caseload / PLAN).stat().st_mode & 0o777 == 0o600
    assert (caseload / ".gitattributes").read_text().splitlines() == [
        "*.txt text",
        "*.yaml text eol=lf merge=hrcli",
    ]
    assert run("doctor").stdout == ""


def test_what_only_people_can_mend_stays(run: Run, git: Git, caseload: Path) -> None:
    run("doctor", "--fix")
    copy = (caseload / PLAN).with_name("plan (conflicted copy 2026-02-09).yaml")
    copy.write_bytes((caseload / PLAN).read_bytes())
    copy.chmod(0o600)
    (caseload / ".hrcli" / "index").touch(0o600)
    git("add", "-f", ".hrcli")
    git("config", "core.fsmonitor", "true")
    said = run("doctor", "--fix", code=1).stdout
    for part in ("second copy", "private files are kept in git", "core.fsmonitor"):
        assert part in said
    assert copy.exists()


def test_a_draft_is_named_and_kept(run: Run, git: Git, caseload: Path) -> None:
    run("doctor", "--fix")
    draft = caseload / ".hrcli" / "drafts" / "create.json"
    draft.parent.mkdir(mode=0o700)
    draft.touch(0o600)
    assert "create.json" in run("doctor", "--fix").stderr
    assert draft.exists()


def test_where_git_finds_no_hrcli_it_says_so(
    run: Run, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("doctor", "--fix")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert "Git finds no hrcli" in run("doctor", code=1).stdout


def test_without_git_it_says_so(run: Run) -> None:
    assert "no git repository" in run("doctor", code=1).stdout


# The check before a commit


def spoil(caseload: Path) -> None:
    plan = caseload / PLAN
    plan.write_text(plan.read_text().replace("status: active", "status: actve", 1))


def test_the_hook_lets_good_plans_through_and_stops_bad_ones(
    run: Run, git: Git, caseload: Path
) -> None:
    assert "Wrote" in run("hooks", "install").stderr
    assert "there already" in run("hooks", "install").stderr
    git("add", ".")
    good = git("commit", "-q", "-m", "x")
    assert good.returncode == 0, good.stdout + good.stderr
    spoil(caseload)
    bad = git("commit", "-q", "-a", "-m", "y")
    assert bad.returncode != 0
    assert "SCH04" in bad.stdout + bad.stderr


def test_a_hook_of_somebody_else_is_left_alone(run: Run, git: Git, caseload: Path) -> None:
    hook = caseload / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    assert "somebody else's" in run("hooks", "install", code=3).stderr
    assert hook.read_text() == "#!/bin/sh\n"


def test_a_caseload_inside_a_repository_is_checked_where_it_lies(
    run: Run, git: Git, caseload: Path, tmp_path: Path, client: Callable[[str], str]
) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "outer" / "a 'team'"
    words = [client("git"), "-C", str(outer), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]
    shutil.copytree(caseload, inner, ignore=shutil.ignore_patterns(".git"))
    assert subprocess.run([*words, "init", "-q"]).returncode == 0
    run("--caseload", str(inner), "hooks", "install")
    assert "there already" in run("--caseload", str(inner), "hooks", "install").stderr
    assert subprocess.run([*words, "add", "."]).returncode == 0
    good = subprocess.run([*words, "commit", "-qm", "x"], capture_output=True, text=True)
    assert good.returncode == 0, good.stdout + good.stderr
    spoil(inner)
    bad = subprocess.run([*words, "commit", "-qam", "y"], capture_output=True, text=True)
    assert bad.returncode != 0
    assert "SCH04" in bad.stdout + bad.stderr


@pytest.mark.parametrize("whose", ["local", "global"])
def test_a_hook_that_would_never_run_is_not_written(
    run: Run, git: Git, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """`core.hooksPath` has git look elsewhere: a hook here would be a promise not kept."""
    if whose == "global":
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    git("config", f"--{whose}", "core.hooksPath", str(tmp_path / "elsewhere"))
    assert "would never run" in run("hooks", "install", code=3).stderr
    assert not (caseload / ".git" / "hooks" / "pre-commit").exists()


def test_pre_commit_runs_the_hook_of_the_manifest(
    run: Run,
    git: Git,
    caseload: Path,
    client: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The real pre-commit; only that hrcli is installed already, instead of by pre-commit."""
    program = client("pre-commit")
    manifest = ROOT / ".pre-commit-hooks.yaml"
    checked = subprocess.run([program, "validate-manifest", manifest], capture_output=True)
    assert checked.returncode == 0, checked.stdout
    (hook,) = yaml.safe_load(manifest.read_text())
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (caseload / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git("add", ".")
    installed = subprocess.run([program, "install"], cwd=caseload, capture_output=True)
    assert installed.returncode == 0, installed.stderr
    good = git("commit", "-q", "-m", "x")
    assert good.returncode == 0, good.stdout + good.stderr
    spoil(caseload)
    bad = git("commit", "-q", "-a", "-m", "y")
    assert bad.returncode != 0
    assert "SCH04" in bad.stdout + bad.stderr
