"""What TAB offers, under click's own protocol and in real shells; it tells nothing of a case."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pexpect
import pytest
from click.shell_completion import BashComplete

from hrcli.cli import main
from hrcli.commands import CASE_FIRST, TABLE, every_command
from hrcli.commands._tab import MOST, case_ids
from hrcli.commands.completion import SHELLS
from hrcli.store import roster
from hrcli.store.caseload import SETTINGS, Caseload
from tests.support.folders import state
from tests.support.places import ROOT
from tests.support.running import PLAN, Run

pytestmark = pytest.mark.library

CASE = "7KQ2-9XMP"
TABBED = (
    ("show", "7"),
    ("set", "7KQ2", "goals.g2m."),
    ("set", "7KQ2", "goals.g2m.status", ""),
    ("add", "7KQ2", "action", "--in", ""),
    ("choose", "7KQ2", ""),
    ("agree", "7KQ2", "--goal", ""),
    ("render", "7KQ2", "--consent", ""),
    ("review", "7KQ2", "--corrects", ""),
    ("validate", "--select", "G"),
    ("explain", "G"),
)


def completed(folder: Path, *words: str, name: str = "bash") -> list[str]:
    """What the shell is told when somebody presses TAB in the last of `words`."""
    done = pressed(folder, *words, name=name)
    return [row.partition(",")[2] for row in done.stdout.split()]


def pressed(folder: Path, *words: str, name: str = "bash") -> subprocess.CompletedProcess[str]:
    place = words[-1] if name == "fish" else str(len(words))
    asked = {"_HRCLI_COMPLETE": f"{name}_complete", "COMP_CWORD": place}
    line = {"COMP_WORDS": " ".join(("hrcli", *words)), "PYTHONPATH": str(ROOT), "HRCLI_DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "hrcli"],
        cwd=folder,
        env={**os.environ, **asked, **line},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, ""), (words, done.stderr)
    return done


def offered(folder: Path, *words: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The same in this process, where no shell is spoken to."""
    monkeypatch.chdir(folder)
    complete = BashComplete(main, {}, "hrcli", "_HRCLI_COMPLETE")
    return [item.value for item in complete.get_completions(list(words[:-1]), words[-1])]


Offered = Callable[..., list[str]]


def test_a_caseload_of_the_workers_own_settings_is_offered_elsewhere(
    caseload: Path, tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = empty_home / ".config" / "hrcli" / "config.yaml"
    own.parent.mkdir(parents=True)
    for said, offers in ((f"caseload: {caseload}", [CASE]), ("caseload: [", []), ("", [])):
        own.write_text(f"hrcli: config/1\n{said}\n", "utf-8")
        assert offered(elsewhere, "show", "7", monkeypatch=monkeypatch) == offers


@pytest.fixture
def tab(caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Offered:
    return lambda *words: offered(caseload, *words, monkeypatch=monkeypatch)


# Cases


def test_tab_offers_the_ids_of_cases(caseload: Path, tmp_path: Path) -> None:
    assert completed(caseload, "show", "7") == [CASE]
    assert completed(tmp_path, "--caseload", str(caseload), "show", "7k") == [CASE]
    assert completed(caseload / "cases" / CASE, "set", "7kq2-9") == [CASE]
    assert completed(caseload, "show", "zzz") == []
    assert completed(tmp_path, "show", "7") == []  # no caseload: nothing is offered, nothing said


def test_the_roster_is_what_the_caseload_says(caseload: Path, tmp_path: Path) -> None:
    (caseload / "cases" / "notes").mkdir()
    (caseload / "cases" / "AAAA-AAAA.yaml").touch()
    assert roster.case_ids(str(caseload)) == Caseload(caseload).case_ids()
    assert roster.SETTINGS == SETTINGS
    assert roster.case_ids(str(tmp_path)) == []


def test_no_id_is_offered_through_a_link(caseload: Path, tmp_path: Path) -> None:
    (caseload / "cases").rename(tmp_path / "elsewhere")
    assert roster.case_ids(str(caseload)) == []
    (caseload / "cases").symlink_to(tmp_path / "elsewhere")
    assert roster.case_ids(str(caseload)) == []


def test_a_home_is_understood_as_it_was_typed(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(caseload.parent))
    assert completed(caseload.parent, "--caseload", "~/caseload", "show", "7") == [CASE]
    assert "goals" in completed(caseload.parent, "--caseload", "~/caseload", "set", CASE, "goa")


def test_a_folder_that_is_gone_offers_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert roster.case_ids(None) == []


def test_there_are_never_more_than_help(caseload: Path, tab: Offered) -> None:
    for number in range(MOST + 50):
        (caseload / "cases" / f"AAAA-A{number:03}").mkdir()
    assert len(tab("show", "A")) == MOST


@pytest.mark.parametrize("name", TABLE)
def test_the_commands_that_begin_with_a_case_are_known_without_them(name: str) -> None:
    command = every_command().get(name)
    words = [it for it in command.params if isinstance(it, click.Argument)] if command else []
    assert (bool(words) and words[0].name in ("case", "targets")) == (name in CASE_FIRST)


def test_every_case_is_completed(tab: Offered) -> None:
    for name in CASE_FIRST:
        assert tab(name, "7") == [CASE], name


def test_the_options_of_a_command_are_offered_before_its_case(tab: Offered) -> None:
    assert "--facts" in tab("show", "--")
    assert "--facts" in tab("show", "7KQ2", "--f")


def test_a_case_or_a_file_can_be_checked(caseload: Path) -> None:
    assert pressed(caseload, "validate", "7").stdout == f"plain,{CASE}\n"
    assert pressed(caseload, "validate", "cas").stdout == "file,cas\n"


# Commands, rules, words


def test_commands_are_offered_with_what_they_do(caseload: Path, tab: Offered) -> None:
    assert tab("") == [name for name, (_, line) in TABLE.items() if line]
    assert tab("cl") == ["close"]
    assert "merge-driver" not in tab("m")
    assert TABLE["close"][1] in pressed(caseload, "clo", name="fish").stdout
    assert tab("--ca") == ["--caseload"]
    assert tab("nosuch", "x") == []


def test_rules_are_offered_by_code_name_and_family(tab: Offered) -> None:
    assert tab("explain", "smart-") == ["smart-part-missing"]
    assert tab("explain", "goa01") == ["GOA01"]
    assert "livelihood" in tab("explain", "liveli")
    for option in ("--select", "--ignore"):
        assert tab("validate", option, "goa")[:2] == ["GOA", "GOA01"]
        assert tab("validate", "7KQ2", option, "smart-part") == ["smart-part-missing"]


def test_words_are_offered_where_they_belong(tab: Offered) -> None:
    assert tab("add", "7KQ2", "dep") == ["dependant"]
    assert tab("event", "7KQ2", "lap") == ["lapse"]
    assert tab("close", "7KQ2", "--outcome", "goals") == ["goals_met"]
    assert tab("agree", "7KQ2", "--by", "cl") == ["client"]
    assert tab("templates", "show", "client.") == ["client.j2"]
    assert tab("completion", "z") == ["zsh"]


# The plan of the case already typed


@pytest.mark.parametrize("case", ["7KQ2", "7kq2-9x", CASE])
def test_the_case_may_be_typed_in_any_form(case: str, tab: Offered) -> None:
    assert "g2m" in tab("agree", case, "--goal", "")


def test_items_are_offered_by_their_ids(tab: Offered) -> None:
    assert "o3f" in tab("choose", "7KQ2", "")
    assert tab("add", "7KQ2", "action", "--in", "") == tab("agree", "7KQ2", "--goal", "")
    assert tab("add", "7KQ2", "harm", "--in", "") == []
    assert tab("render", "6PYF", "--consent", "c2") == ["c2hm"]
    assert tab("review", "7KQ2", "--corrects", "") == ["2026-02-09-k7fw.yaml"]
    assert tab("event", "7KQ2", "--corrects", "") == ["2026-02-03-m2pd.yaml"]


def test_set_is_led_from_place_to_place(tab: Offered) -> None:
    assert "child_safety" in tab("set", "7KQ2", "")
    assert not {"hrcli", "case"} & {*tab("set", "7KQ2", "")}
    assert tab("set", "7KQ2", "goal") == ["goals", "goals.g2m"]  # more than one: no blank behind it
    assert "goals.g2m.status" in tab("set", "7KQ2", "goals.g2m.")
    assert "goals.g2m.id" not in tab("set", "7KQ2", "goals.g2m.")
    assert tab("set", "7KQ2", "goals.g2m.stat") == ["goals.g2m.status"]
    assert tab("set", "7KQ2", "goals.nosuch.") == []


def test_set_is_offered_what_fits_there(tab: Offered) -> None:
    assert tab("set", "7KQ2", "goals.g2m.status", "ach") == ["achieved"]
    assert tab("set", "7KQ2", "goals.g2m.option", "o3") == ["o3f"]
    assert tab("set", "7KQ2", "goals.g2m.lowers_use", "") == ["true", "false"]
    assert tab("set", "7KQ2", "hope", "") == []
    assert tab("set", "7KQ2", "no.such.place", "") == []


def test_what_is_no_id_is_not_shown(caseload: Path, tab: Offered) -> None:
    text = (caseload / PLAN).read_text(encoding="utf-8").replace("id: g2m", "id: Robin's goal")
    (caseload / PLAN).write_text(text, encoding="utf-8")
    assert tab("agree", "7KQ2", "--goal", "") == []
    assert not any("Robin" in word for word in tab("set", "7KQ2", "goals"))


def test_bash_takes_an_option_and_its_value_apart(caseload: Path) -> None:
    assert completed(caseload, "validate", "--select", "=", "smart-") == ["smart-part-missing"]
    inside = ("--caseload", "=", "caseload")
    assert completed(caseload.parent, *inside, "show", "7") == [CASE]


# Nothing is said, written or waited for


@pytest.mark.parametrize("words", [words for words in TABBED if words[0] != "explain"])
def test_nothing_is_offered_and_nothing_said_where_there_is_no_plan(
    words: tuple[str, ...], caseload: Path, tmp_path: Path
) -> None:
    (caseload / PLAN).write_text("a: [\n\tb", encoding="utf-8")
    pressed(caseload, *words)
    (caseload / PLAN).unlink()
    pressed(caseload, *words)
    pressed(tmp_path, *words)
    pressed(caseload, words[0], "ZZZZ", *words[2:])


def test_an_argument_that_is_missing_breaks_nothing(tab: Offered) -> None:
    for words in (
        ("add", "--in", ""),
        ("add", "7KQ2", "--in", ""),
        ("review", "--corrects", ""),
        ("choose", "ZZZZ", ""),
        ("--today", "nonsense", "agree", "7KQ2", "--goal", ""),
        ("set", "7KQ2", "a..b", ""),
    ):
        tab(*words)


def test_a_mistake_of_ours_is_kept_from_the_line(caseload: Path) -> None:
    script = (
        "from hrcli.store import roster\n"
        "roster.case_ids = lambda *_: {}['the words of the case']\n"
        "from hrcli.__main__ import start\n"
        "start()\n"
    )
    words = {"COMP_WORDS": "hrcli show 7", "COMP_CWORD": "2", "_HRCLI_COMPLETE": "bash_complete"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=caseload,
        env={**os.environ, "PYTHONPATH": str(ROOT), **words},
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_shell_that_is_gone_is_no_failure(caseload: Path) -> None:
    inner, outer = os.pipe()
    os.close(inner)
    words = {"COMP_WORDS": "hrcli ", "COMP_CWORD": "1", "_HRCLI_COMPLETE": "bash_complete"}
    done = subprocess.run(
        [sys.executable, "-m", "hrcli"],
        cwd=caseload,
        env={**os.environ, "PYTHONPATH": str(ROOT), **words},
        stdout=outer,
        stderr=subprocess.PIPE,
    )
    os.close(outer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.client
def test_tab_writes_nothing_and_tells_no_text(caseload: Path, client: Callable[[str], str]) -> None:
    plan = (caseload / PLAN).read_text(encoding="utf-8")
    (caseload / PLAN).write_text(plan.replace("alias: ", "alias: Canary "), encoding="utf-8")
    subprocess.run([client("git"), "init", "-q", "."], cwd=caseload, check=True)
    before = state(caseload)
    assert ".git/HEAD" in before
    for shell in SHELLS:
        for words in TABBED:
            done = pressed(caseload, *words, name=shell)
            assert "Canary" not in done.stdout
    assert state(caseload) == before


def test_a_pipe_that_never_ends_is_not_opened(caseload: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    words = ("add", "7KQ2", "action", "--from", str(tmp_path / "pipe"), "--in", "g")
    assert completed(caseload, *words) == ["g2m"]


def test_ids_and_commands_come_without_any_library_but_click(caseload: Path) -> None:
    script = (
        "import json, sys\nfrom hrcli.cli import main\n"
        "try:\n    main([], prog_name='hrcli')\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))\n"
    )
    for words in ("hrcli show 7", "hrcli s"):
        line = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=caseload,
            env={**os.environ, "PYTHONPATH": str(ROOT), "_HRCLI_COMPLETE": "bash_complete", **line},
            capture_output=True,
            check=True,
        )
        assert done.stdout
        modules = set(json.loads(done.stderr))
        assert not {"yaml", "hrcli.document", "hrcli.plan", "hrcli.commands._desk"} & modules


# Real shells


@pytest.fixture
def shell_place(caseload: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a shell that finds hrcli."""
    program = tmp_path / "bin" / "hrcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m hrcli "$@"\n')
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "dumb",
        "PS1": "ready> ",
    }


STARTED = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; . <(hrcli completion bash)",
    ),
    "zsh": (
        ["-f", "-i"],
        'autoload -U compinit; compinit -u -D; eval "$(hrcli completion zsh)"',
    ),
    "fish": (["--no-config", "-i"], "hrcli completion fish | source"),
}
ASKED = {
    "hrcli show 7": CASE,
    "hrcli set 7kq2 goals.g2m.stat": "goals.g2m.status",
    "hrcli agree 7KQ2 --goal g": "g2m",
    "hrcli completi": "completion",
    "hrcli validate --select smart-": "smart-part-missing",
}


@pytest.mark.client
@pytest.mark.parametrize("name", SHELLS)
def test_a_real_shell_completes_at_tab(
    name: str, client: Callable[[str], str], shell_place: dict[str, str], caseload: Path
) -> None:
    words, begin = STARTED[name]
    shell = pexpect.spawn(
        client(name),
        words,
        cwd=str(caseload),
        env=shell_place,  # type: ignore[arg-type]
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),
    )
    shell.sendline(f"{begin}; echo be''gun")
    shell.expect_exact("begun\r\n")
    for typed, whole in ASKED.items():
        shell.send(f"{typed}\t")
        shell.expect_exact(whole)
        shell.send("\x15")
    shell.close(force=True)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_and_starts_nothing(
    shell: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    told = run("completion", shell)
    assert told.stderr == ""
    assert f"_HRCLI_COMPLETE={shell}_complete" in told.stdout


def test_another_shell_is_a_wrong_command_line(run: Run) -> None:
    assert "bash, zsh, fish" in run("completion", "tcsh", code=2).stderr


def test_the_fast_way_offers_what_the_command_itself_does(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(caseload)
    with main.make_context("hrcli", [], resilient_parsing=True) as ctx:
        (case,) = [it for it in every_command()["show"].params if it.name == "case"]
        own = [item.value for item in case.shell_complete(ctx, "7")]
        assert own == case_ids(ctx, case, "7")


def test_tab_offers_substances_and_cases_to_find_ideas_for(caseload: Path) -> None:
    assert completed(caseload, "create", "--substance", "alc") == ["alcohol"]
    assert completed(caseload, "options", "7") == [CASE]
