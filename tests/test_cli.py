"""The command line as a whole: exit codes, errors, colour, prompts, and what is loaded."""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pexpect
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hrcli import __version__, cli
from hrcli.cli import main
from hrcli.commands import SECTIONS, _versions, every_command
from hrcli.document.document import read
from hrcli.document.writer import block
from hrcli.plan import schema
from hrcli.terminal import wants_colour
from tests.support.canary import Filling
from tests.support.folders import files
from tests.support.places import ROOT
from tests.support.processes import TODAY, cold, forked
from tests.support.running import PLAN, Run, sample

pytestmark = pytest.mark.library

CASE = "7KQ2-9XMP"
SAME_CLIENT = "Is it the same client?"
QUESTION = r"(?m)^[^\r\n ][^\r\n]*: $"


def commands() -> Iterator[tuple[str, click.Command]]:
    yield from sorted(every_command().items())


# Exit codes


def test_0_is_done(run: Run) -> None:
    assert run("list").stderr == ""


def test_1_is_findings_or_something_due(run: Run, caseload: Path) -> None:
    run("due", "--exit-code", code=1, today="2030-01-01")
    run("due", code=0, today="2030-01-01")
    (caseload / PLAN).write_text("a: [\n")
    found = run("validate", "7KQ2", code=1)
    assert f"{PLAN}:1:4" in found.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("list", "--nosuch"),
        ("show",),
        ("show", "ZZZZ"),
        ("show", "7KQ2", "more"),
        ("set", "7KQ2", "no.such.path", "1"),
        ("set", "7KQ2", "goals.g2m.status", "flying"),
        ("add", "7KQ2", "nothing"),
        ("explain", "xyzzyx"),
        ("due", "--within", "soon"),
        ("--today", "2026-02-30", "list"),
        ("render", "7KQ2", "--to", "doc"),
    ],
)
def test_2_is_a_wrong_command_line(run: Run, words: tuple[str, ...]) -> None:
    told = run(*words, code=2)
    assert (told.stdout, told.stderr.count("\n")) == ("", 3), told.stderr


def test_3_is_what_cannot_be_read_or_written(run: Run, caseload: Path, tmp_path: Path) -> None:
    run("--caseload", str(tmp_path / "nowhere"), "list", code=3)
    run("render", "7KQ2", "-o", str(tmp_path / "no" / "page.html"), code=3)
    (caseload / PLAN).unlink()
    for words in (("show", "7KQ2"), ("set", "7KQ2", "goals.g2m.status", "achieved")):
        told = run(*words, code=3)
        assert (told.stdout, told.stderr.count("\n")) == ("", 3), told.stderr
    assert "unreadable" in run("due", code=3).stdout
    assert "unreadable" in run("list", code=3).stdout
    run("validate", code=3)


def test_what_cannot_be_opened_is_told_once_and_hides_no_other_case(
    run: Run, caseload: Path
) -> None:
    others = len(json.loads(run("validate", "--format", "json").stdout)["findings"])
    shut = caseload / PLAN.replace("plan.yaml", "plans/2026-01-12-k7fw.yaml")
    shut.mkdir(parents=True)
    told = run("validate", "--format", "json", code=3)
    assert 0 < len(json.loads(told.stdout)["findings"]) <= others
    assert told.stderr.count(str(shut)) == 1
    (caseload / "knowledge").mkdir()
    (caseload / "knowledge" / "unintended_harms.yaml").write_text("rules: [\n")
    told = run("validate", "--format", "json", code=3)
    assert json.loads(told.stdout)["findings"] == []
    assert told.stderr.count("knowledge/unintended_harms.yaml") == 1


def test_4_is_a_bug_told_without_its_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("Robin's own words")

    monkeypatch.setattr("hrcli.commands.list_cases.table", broken)
    told = run("list", code=4).stderr
    assert told.count("\n") == 3
    assert "mistake in hrcli" in told
    assert "KeyError" in told
    assert "test_cli.py:" in told
    assert "Robin" not in told


def test_130_is_stopped(caseload: Path) -> None:
    hrcli = at_terminal(caseload, "create")
    hrcli.expect("first")
    assert stopped(hrcli) == 130


def test_ctrl_c_pressed_twice_is_stopped_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def interrupted(text: str) -> None:
        told.append(text)
        if len(told) < 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_tell", interrupted)
    assert cli._stopped() == 130
    assert len(told) == 3


# What is said when something is wrong


@pytest.mark.parametrize(
    "words",
    [
        ("add", "7KQ2", "CANARY"),
        ("add", "7KQ2", "harm", "CANARY", "CANARY"),
        ("set", "7KQ2", "harms.h7k.what", "CANARY"),
        ("set", "7KQ2", "harms.h7k.degree", "CANARY"),
        ("set", "7KQ2", "harms.h7k.importance", "CANARY"),
        ("set", "7KQ2", "goals.g2m.timed.by", "CANARY"),
        ("set", "7KQ2", "CANARY.x", "1"),
        ("create", "--starter", "CANARY"),
        ("render", "7KQ2", "--as", "CANARY"),
        ("due", "--within", "CANARY"),
        ("explain", "CANARY"),
        ("add", "7KQ2", "action", "--in", "CANARY", "--from", "-"),
    ],
)
def test_what_was_typed_wrongly_is_not_repeated(
    run: Run, caseload: Path, words: tuple[str, ...]
) -> None:
    before = files(caseload)
    assert "CANARY" not in run(*words, code=2).output
    assert files(caseload) == before


@pytest.mark.parametrize(
    ("path", "todo"),
    [
        ("goals.g2m.statsu", "Did you mean status?"),
        ("client.shoe_size", "Known there: alias, pronouns, age_band"),
        ("reveiw.next", "Did you mean review?"),
    ],
)
def test_an_unknown_key_is_told_with_the_known_ones(run: Run, path: str, todo: str) -> None:
    assert todo in run("set", "7KQ2", path, "active", code=2).stderr


def test_each_command_stands_in_one_section_of_the_help() -> None:
    told = CliRunner().invoke(main, ["--help"]).stdout
    at = [told.index(f"\n{heading}:\n") for heading in SECTIONS]
    assert at == sorted(at)
    shown = [name for rows in SECTIONS.values() for name, (_, line) in rows.items() if line]
    assert shown == [name for name, _ in every_command().items()]  # none stands twice
    assert re.findall(r"(?m)^  ([a-z][a-z-]*) {2,}[A-Z]", told) == shown


@pytest.mark.parametrize(
    ("typed", "told"), [("dew", "Did you mean due?"), ("Canary Jones", "No such command.")]
)
def test_a_mistyped_command_is_told_with_the_nearest(umask: None, typed: str, told: str) -> None:
    done = CliRunner().invoke(main, [typed])
    assert (done.exit_code, told in done.stderr) == (2, True)
    assert typed not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("due --formt json", "Did you mean --format?"),
        ("due --format jsn", "Did you mean json?"),
        ("create --starter quiting", "Did you mean quitting?"),
        ("render 7KQ2 --as clinet", "Did you mean client?"),
        ("report outcoms", "Did you mean outcomes?"),
        ("add 7KQ2 gaol", "Did you mean goal?"),
        ("add 7KQ2 action --in g2n --from -", "Did you mean g2m?"),
        ("event 7KQ2 overdoes", "Did you mean overdose?"),
        ("set 7KQ2 goals.g2m.statsu active", "Did you mean status?"),
        ("set 7KQ2 goals.g2n.status active", "Did you mean g2m?"),
        ("set 7KQ2 goals.g2m.status actve", "Did you mean active or achieved?"),
        ("show 7KQ3", "Did you mean 7KQ2?"),
        ("done 7KQ2 a8t", "Did you mean a8r?"),
        ("choose 7KQ2 o6x", "Did you mean o6t?"),
        ("agree 7KQ2 --by clent", "Did you mean client?"),
        ("options 7KQ2 h7x", "Did you mean h7k?"),
        ("explain GOAL01", "Did you mean: GOA01"),
        ("explain livelihod", "livelihood"),
        ("validate --select GOAL01", "Did you mean GOA01?"),
        ("templates lst", "Did you mean list?"),
        ("templates show cleint.j2", "Did you mean client.j2?"),
        ("close 7KQ2 --outcome goal_met", "Did you mean goals_met?"),
        ("due --format", "Write it so: --format [text|json|jsonl|csv|ics]."),
        ("show", "CASE is missing (hrcli list shows the cases)."),
        ("list all", " list. See what it takes"),
        ("history 7KQ2 --last Canary", "--last takes a whole number of 1 or more."),
    ],
)
def test_every_mistyped_word_is_told_with_the_nearest(run: Run, words: str, told: str) -> None:
    said = run(*words.split(), code=2).stderr
    assert told in said
    assert said.count("\n") == 3
    assert "Canary" not in said


@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_day_that_begins_with_a_hyphen_is_an_argument(run: Run, place: str) -> None:
    words = ["7KQ2", "goals.g2m.timed.start", "-3d"]
    done = run("set", *(["-n", *words] if place == "before" else [*words, "-n"]))
    assert "+      start: 2026-02-06\n" in done.stdout
    assert "2026-02-06 (Friday, 3 days ago)" in done.stderr


def test_a_number_that_begins_with_a_hyphen_is_an_argument(run: Run) -> None:
    assert "from 0 to 10" in run("set", "7KQ2", "harms.h7k.importance", "-2", code=2).stderr


@pytest.mark.parametrize("typed", ["-x3", "--3", "--dry", "-d3"])
def test_a_mistyped_option_is_no_argument(run: Run, typed: str) -> None:
    told = run("set", "7KQ2", "goals.g2m.timed.start", typed, code=2).stderr
    assert "No such option" in told


def test_what_stands_behind_an_option_is_left_as_it_is(run: Run, caseload: Path) -> None:
    run("report", "outcomes", "-o", "-3d.txt", "--from", "-3m")
    assert (caseload / "-3d.txt").exists()


def test_a_day_for_today_is_said_back(run: Run) -> None:
    told = run("due", today="1 March 2026").stderr
    assert "As if today were 2026-03-01 (Sunday," in told
    assert "Sunday" not in run("due", today="2026-03-01").stderr
    assert "2026-03-04" in run("due", today="3/4/2026", code=2).stderr


def test_without_a_command_the_help_is_all_that_is_told(umask: None) -> None:
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 2
    assert done.stderr == CliRunner().invoke(main, ["--help"]).stdout


def test_free_text_is_refused_as_an_argument_and_told_the_way(run: Run) -> None:
    told = run("set", "7KQ2", "harms.h7k.what", "anything", code=2).stderr
    assert "--from -" in told
    run("set", "7KQ2", "harms.h7k.what", "--from", "-", stdin="Child A: alone # on Sundays\n")
    assert data_of(Path(PLAN))["harms"][0]["what"] == "Child A: alone # on Sundays"


def test_no_option_takes_free_text() -> None:
    """Every value that can be typed at the shell is a word, number, date, id, file or rule."""
    known = {
        *("DIR", "DATE", "DAYS", "INITIALS", "ID", "FILE", "FILE|-", "RULE", "COMMAND", "HH:MM"),
        *("CASE", "CASE...", "PATH", "VALUE", "WHAT", "KIND", "OPTION", "WHO", "WORD"),
        *(
            "[RULE|TERM]",
            "[CASE|FILE]...",
            "[CASE|WORD]...",
            "[KIND]",
            "FOLDER",
            "[FOLDER]",
            "[VALUE]",
        ),
        *("[A..B]", "N"),
        *("ACTION", "GOAL", "[DATE]", "WHAT=COUNT"),
    }
    for name, command in (("hrcli", main), *commands()):
        for param in command.params:
            if isinstance(param.type, (click.Choice, click.Path)) or getattr(
                param, "is_flag", False
            ):
                continue
            shown = param.metavar or param.make_metavar(click.Context(command))
            assert shown.strip("[]") in {word.strip("[]") for word in known}, (name, param.name)


BREAKS: tuple[Callable[[str], str], ...] = (
    lambda text: text[: len(text) * 2 // 3],
    lambda text: text.replace(": ", ":", 40),
    lambda text: text.replace("- ", "-", 20),
    lambda text: text + "a: [\n",
    lambda text: text + text,
    lambda text: text.replace("status:", "status: &x"),
    lambda text: "\t" + text,
    lambda text: text.replace("\n", "\n\t", 30),
    lambda text: text.replace("Canary", "Can: ary", 50),
    lambda text: text.replace("Canary", '"Canary', 3),
    lambda text: text.replace("Canary", "Can\x1b[2Jary"),
    lambda text: text.replace("id:", "ID:"),
    lambda text: text.replace("[]", "{}"),
    lambda text: text.replace("what: ", "what: [x, ", 5),
    lambda text: f"- {text}",
    lambda text: "<<<<<<< ours\n" + text,
    lambda text: text.replace("plan/1", "plan/2"),
    lambda text: text.replace("status: active", "status: Canary"),
    lambda text: text.replace("degree: none", "degree: Canary"),
    lambda text: text.replace("importance: ", "importance: Canary"),
    lambda text: text.replace("id: ", "id: Canary "),
    lambda text: text.replace("- id: ", "- Canary: x\n    id: "),
)
TELLING = (
    ("validate",),
    ("validate", "7KQ2", "--format", "json"),
    ("validate", PLAN),
    ("due",),
    ("due", "--format", "json"),
    ("due", "--format", "csv", "--no-contact", "0d"),
    ("due", "--format", "ics"),
    ("remind",),
)
FAILING = (
    ("show", "7KQ2"),
    ("list",),
    ("next", "7KQ2"),
    ("safety", "7KQ2"),
    ("prioritise", "7KQ2"),
    ("render", "7KQ2", "--as", "client"),
    ("set", "7KQ2", "status", "draft", "--dry-run"),
    ("add", "7KQ2", "support", "--from", "-", "--dry-run"),
    ("agree", "7KQ2", "--dry-run"),
    ("close", "7KQ2", "--outcome", "goals_met", "--dry-run"),
)


@pytest.fixture(scope="module")
def full_plan() -> str:
    """A plan with every key of the schema, a word of its own in each text."""
    data = Filling("plan", {"status": "active"}).whole()
    return block({**data, "case": CASE}) + "\n"


@settings(max_examples=sample(200), suppress_health_check=list(HealthCheck))
@given(breaks=st.lists(st.sampled_from(BREAKS), min_size=1, max_size=2), cut=st.integers(0, 9))
def test_no_value_of_a_case_is_in_an_error(
    run: Run, caseload: Path, full_plan: str, breaks: list[Callable[[str], str]], cut: int
) -> None:
    text = full_plan
    for broken in breaks:
        text = broken(text)
    start = len(text) * cut // 10 if cut else 0
    (caseload / PLAN).write_text(text[:start] + text[start:].replace("\n", "\n ", 1))
    for words in (*TELLING, *FAILING):
        found = CliRunner().invoke(main, [*TODAY, *words], input="who: x\nkind: family\n")
        assert found.exit_code in (0, 1, 2, 3), (words, found.exit_code, found.stderr)
        told = found.stderr if words in FAILING else found.output
        # A word that stands where a key belongs is named as a key: that is a key's place.
        assert "Canary" not in told.replace("Canary: x", ""), (words, told)
        assert "\x1b" not in told


def test_an_error_cannot_forge_lines_of_its_own(tmp_path: Path, run: Run) -> None:
    told = run("--caseload", f"{tmp_path}/x\nSaved.\n\x1b[2J", "list", code=3).stderr
    assert told.count("\n") == 3
    assert "\x1b" not in told


# Colour


@pytest.mark.parametrize(
    ("choice", "terminal", "env", "wanted"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("auto", False, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("auto", False, {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True),
        ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", True, {"CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_when_colour_is_used(
    caseload: Path, choice: str, terminal: bool, env: dict[str, str], wanted: bool
) -> None:
    full = {"TERM": "xterm", **env}
    assert wants_colour(choice, terminal, full) == wanted

    def settle() -> None:
        os.environ.update(full)
        for name in {"NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"} - set(full):
            os.environ.pop(name, None)

    words = (*TODAY, "--color", choice, "show", "7KQ2")
    done = forked(words, caseload, keys=b"" if terminal else None, before=settle)
    assert done.code == 0
    assert ("\x1b[1m" in done.out) == wanted


# Dry runs

DRY: tuple[tuple[tuple[str, ...], str], ...] = (
    (("set", "7KQ2", "goals.g2m.status", "achieved"), ""),
    (("set", "7KQ2", "review.next", "+5w"), ""),
    (("set", "7KQ2", "hope", "--from", "-"), "A garden: with # a shed\n"),
    (("add", "7KQ2", "support", "--from", "-"), "who: a neighbour\nkind: community\n"),
    (("add", "7KQ2", "strength", "--from", "-"), "cooks well\n"),
    (("add", "7KQ2", "action", "--in", "g2m", "--from", "-"), "{id: a9z, what: x, who: client}"),
    (("prioritise", "QJG8", "--accept"), ""),
)


@pytest.mark.parametrize(("words", "stdin"), DRY, ids=lambda value: " ".join(value)[:40])
def test_a_dry_run_writes_nothing_and_tells_what_the_real_one_changes(
    run: Run, caseload: Path, client: Callable[[str], str], words: tuple[str, ...], stdin: str
) -> None:
    before = files(caseload)
    told = run(*words, "--dry-run", stdin=stdin).stdout
    assert files(caseload) == before
    told = told[told.index("--- a/cases/") :]
    run(*words, stdin=stdin)
    after = files(caseload)
    assert after != before
    for name in [name for name in after if after[name] != before.get(name)]:
        (caseload / name).write_bytes(before[name])
    # The diff, put on by a real program, makes of the old files the new ones.
    patch = [client("git"), "apply", "-p1", "-"]
    subprocess.run(patch, cwd=caseload, input=told.encode(), check=True)
    assert files(caseload) == after


# Nobody at the terminal; nobody who reads


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_without_a_terminal_every_command_ends(caseload: Path, name: str) -> None:
    words = {
        "add": ("7KQ2", "harm"),
        "choose": ("7KQ2", "o3f"),
        "demo": ("--into", "../demo"),
        "event": ("7KQ2", "lapse"),
        "init": ("../other", "--no-git"),
        "templates": ("list",),
        "set": ("7KQ2", "hope"),
        "close": ("7KQ2",),
    }
    needs_case = any(
        param.name == "case" and param.required for param in every_command()[name].params
    )
    default = ("7KQ2",) if needs_case else ()
    done = forked((*TODAY, name, *words.get(name, default)), caseload)
    without_git = name in ("diff", "history")
    assert done.code in ((3,) if without_git else (0, 1, 2)), done
    if name in ("add", "create", "edit", "event", "review", "set"):
        assert done.code == 2
        assert "--from" in done.err or "hrcli set" in done.err
    if done.code == 2:
        assert done.err.count("\n") == 3


@pytest.mark.parametrize("words", [("list",), ("schema", "plan"), ("--help",), ("show", "7KQ2")])
def test_a_full_output_is_an_error_and_a_closed_one_is_none(
    caseload: Path, words: tuple[str, ...]
) -> None:
    def shell(redirect: str) -> subprocess.CompletedProcess[bytes]:
        script = f'"$0" -m hrcli {" ".join(words)} {redirect}; echo "code $?" >&2'
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["sh", "-c", script, sys.executable], cwd=caseload, env=env, capture_output=True
        )

    full = shell(">/dev/full").stderr.decode().splitlines()
    assert full[-1] == "code 3"
    assert (len(full), os.strerror(errno.ENOSPC) in full[1]) == (4, True), full
    assert shell(">&-").stderr == b"code 0\n"
    early = shell("2>&3 | true").stderr  # nobody reads: whoever writes is told by a signal
    assert b"Traceback" not in early


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_a_case_whose_id_cannot_be_printed_is_named_all_the_same(
    caseload: Path, quiet: tuple[str, ...]
) -> None:
    """Whoever does not hear of it makes it twice."""
    before = set((caseload / "cases").iterdir())
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "hrcli", *quiet, "create", "--starter", "continuing"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=caseload, env=env, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    (made,) = set((caseload / "cases").iterdir()) - before
    assert f"Made cases/{made.name}/plan.yaml." in done.stderr.decode()


@pytest.mark.parametrize("command", ["create", "add 7KQ2 harm", "edit 7KQ2", "nosuch"])
@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug(caseload: Path, command: str, closed: str) -> None:
    script = f'"$0" -m hrcli {command} {closed}'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", script, sys.executable], cwd=caseload, env=env)
    assert done.returncode == 2


@pytest.mark.parametrize("words", [("list",), ("schema", "plan"), ("--help",)])
def test_a_reader_that_goes_away_is_no_failure(caseload: Path, words: tuple[str, ...]) -> None:
    inner, outer = os.pipe()
    os.close(inner)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "hrcli", *words]
    done = subprocess.run(command, cwd=caseload, env=env, stdout=outer, stderr=subprocess.PIPE)
    os.close(outer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_that_nobody_reads_keeps_its_exit_code(caseload: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "hrcli", "nosuch"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=caseload, env=env, stderr=full)
    assert done.returncode == 2


def test_the_version_comes_first_and_what_hrcli_stands_on_below_it(run: Run) -> None:
    first, *below = run("--version").stdout.splitlines()
    assert first == f"hrcli, version {__version__}"
    known = {"click", "pyyaml", "jsonschema", "jsonschema-rs", "jinja2"}
    assert known <= {line.split()[0] for line in below}
    (reader,) = [line for line in below if line.startswith("pyyaml")]
    assert reader.endswith(" libyaml")
    assert platform.python_version() in below[0]
    assert platform.machine() in below[-1]
    assert _versions._version("nothing-of-this-name") == "is not installed"


# What is loaded

HEAVY = {"yaml", "jsonschema", "jsonschema_rs", "jinja2", "icalendar"}
LAY_OUT_PAGES = ("open", "render", "report", "templates")


def loaded(words: tuple[str, ...], folder: Path) -> set[str]:
    """The modules that a run loads."""
    script = (
        "import json, sys\nfrom hrcli.cli import main\n"
        "try:\n    main(sys.argv[1:], prog_name='hrcli')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded(("--help",), tmp_path)
    assert "hrcli.cli" in modules
    assert not HEAVY & modules
    for name, _ in commands():  # the reader of files comes with every command
        own = {"jinja2"} if name in LAY_OUT_PAGES else set()
        assert HEAVY & loaded((name, "--help"), tmp_path) <= {"yaml"} | own, name


def test_due_loads_no_validator_and_no_templates(caseload: Path) -> None:
    modules = loaded((*TODAY, "-q", "due"), caseload)
    assert "yaml" in modules
    assert HEAVY & modules == {"yaml"}


def test_a_broken_hrcli_yaml_is_named_once_and_hides_no_day(run: Run, caseload: Path) -> None:
    owed = ("OVERDUE", "today")  # how long before its day a thing is shown is not known any more
    known = [line.split() for line in run("due").stdout.splitlines() if line.startswith(owed)]
    with (caseload / "hrcli.yaml").open("a") as settings:
        settings.write("worker: [\n")
    lines = run("due", code=3).stdout.splitlines()
    (named,) = [line for line in lines if "unreadable" in line]
    assert "hrcli.yaml" in named
    assert known
    assert [line.split() for line in lines if line.startswith(owed)] == known
    assert run("list", code=3).stdout.count("unreadable") == 1
    said = run("validate", code=3)
    assert said.stdout.count("never closed") == 1
    assert "never closed" not in said.stderr
    assert "no case was checked" in said.stderr


# A folder that is gone, and Ctrl-C while hrcli is still being read in


def test_a_folder_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    done = CliRunner().invoke(main, ["list"])
    assert done.exit_code == 3
    assert "The folder you are in is gone." in done.stderr
    assert done.stderr.count("\n") == 3


def test_ctrl_c_is_quiet_while_hrcli_is_read_in(caseload: Path) -> None:
    script = (
        "import signal, sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'MODULE':\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from hrcli.__main__ import start\n"
        "start()\n"
    )
    for module in ("hrcli.cli", "click"):
        code = script.replace("MODULE", module)
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=caseload,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


# At a terminal


def at_terminal(caseload: Path, *words: str) -> Any:
    """hrcli in a new interpreter, at a real terminal."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}
    return pexpect.spawn(
        sys.executable,
        ["-m", "hrcli", *TODAY, *words],
        cwd=str(caseload),
        env=env,
        encoding="utf-8",
        timeout=20,
        dimensions=(50, 200),
    )


def answered(hrcli: Any, answers: dict[str, str]) -> tuple[int, str]:
    """Answer every question whose words are known, leave the others open; to the end."""
    shown = ""
    for _ in range(200):
        found = hrcli.expect([QUESTION, pexpect.EOF])
        shown += hrcli.before + (hrcli.after if found == 0 else "")
        if found == 1:
            break
        question = hrcli.after
        answer = next((said for words, said in answers.items() if words in question), "")
        hrcli.sendline(answer)
        hrcli.expect_exact("\r\n")
    hrcli.close()
    return hrcli.exitstatus, shown


def stopped(hrcli: Any) -> int:
    """Press Ctrl-C; once more where it came in the moment before the question is listened to."""
    for _ in range(5):
        hrcli.sendintr()
        if hrcli.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=2) == 0:
            break
    assert "Stopped." in hrcli.before
    hrcli.close()
    return int(hrcli.exitstatus)


def question_of(*path: str | int) -> str:
    part = schema.property_at("plan", path)
    assert part
    return str(part["x-question"])


def test_create_asks_the_first_concern_first_and_keeps_every_answer(caseload: Path) -> None:
    concern = question_of("presenting_problem", "first_concern")
    alias = question_of("client", "alias")
    hrcli = at_terminal(caseload, "create")
    hrcli.expect(QUESTION)
    assert concern in hrcli.after
    hrcli.sendline("The rent # and all")
    hrcli.expect_exact("\r\n")
    code, shown = answered(hrcli, {alias: "Kim", question_of("client", "age_band"): "adult"})
    assert code == 0, shown
    (made,) = [path for path in (caseload / "cases").iterdir() if "Kim" in text_of(path)]
    data = data_of(made / "plan.yaml")
    assert data["presenting_problem"]["first_concern"] == "The rent # and all"
    assert data["client"]["age_band"] == "adult"
    assert made.name in shown


def data_of(path: Path) -> Any:
    return read(path.read_bytes()).data


def text_of(case: Path) -> str:
    return (case / "plan.yaml").read_text()


def test_add_harm_and_goal_by_answers(caseload: Path) -> None:
    harm = {question_of("harms", 0, "what"): "Alone on Sundays", "domain": "lover"}
    code, shown = answered(at_terminal(caseload, "add", "7KQ2", "harm"), harm)
    assert code == 0, shown
    assert "what: Alone on Sundays" in (caseload / PLAN).read_text()
    goal = {question_of("goals", 0, "specific"): "Ring the sister on Sundays"}
    code, shown = answered(at_terminal(caseload, "add", "7KQ2", "goal"), goal)
    assert code == 0, shown
    assert "specific: Ring the sister on Sundays" in (caseload / PLAN).read_text()


def test_ctrl_c_keeps_the_answers_and_the_same_command_goes_on(caseload: Path) -> None:
    before = files(caseload)
    hrcli = at_terminal(caseload, "create")
    hrcli.expect(QUESTION)
    hrcli.sendline("The rent")
    hrcli.expect(QUESTION)
    assert stopped(hrcli) == 130
    assert "1 answer is kept. To go on: hrcli create" in hrcli.before
    assert files(caseload) == before
    (draft,) = (caseload / ".hrcli" / "drafts").iterdir()
    assert draft.stat().st_mode & 0o777 == 0o600
    assert "The rent" in draft.read_text()
    again = at_terminal(caseload, "create")
    answers = {SAME_CLIENT: "g", question_of("client", "alias"): "Kim"}
    code, shown = answered(again, answers)
    assert code == 0, shown
    assert f"A new case begun on {TODAY[1]} (Monday, today) waits, with 1 answer." in shown
    assert shown.count(question_of("presenting_problem", "first_concern")) == 1
    assert "Enter keeps The rent" in shown
    (made,) = [path for path in (caseload / "cases").iterdir() if "Kim" in text_of(path)]
    assert "first_concern: The rent" in text_of(made)
    assert not draft.exists()


def test_what_one_client_said_comes_into_no_other_plan(caseload: Path, run: Run) -> None:
    """Enter takes nothing over; what waits stays until it is taken up, or dropped by name."""
    hrcli = at_terminal(caseload, "create")
    hrcli.expect(QUESTION)
    hrcli.sendline("Rats in the cellar")
    hrcli.expect(QUESTION)
    assert stopped(hrcli) == 130
    (first,) = (caseload / ".hrcli" / "drafts").iterdir()
    code, shown = answered(at_terminal(caseload, "create"), {question_of("client", "alias"): "Kim"})
    assert code == 0, shown
    assert question_of("presenting_problem", "first_concern") in shown
    (made,) = [path for path in (caseload / "cases").iterdir() if "Kim" in text_of(path)]
    assert "Rats in the cellar" not in shown + text_of(made)
    run("create", "--starter", "continuing")
    assert "Rats in the cellar" in first.read_text()
    dropped = {SAME_CLIENT: "d", "for good": "y", question_of("client", "alias"): "Sam"}
    code, shown = answered(at_terminal(caseload, "create"), dropped)
    assert code == 0, shown
    assert not list(first.parent.iterdir())
    assert not any("Rats in the cellar" in text_of(path) for path in (caseload / "cases").iterdir())


def test_what_was_not_asked_is_not_written_down_as_said(caseload: Path) -> None:
    code, shown = answered(at_terminal(caseload, "create"), {question_of("client", "alias"): "Kim"})
    assert code == 0, shown
    (made,) = [path for path in (caseload / "cases").iterdir() if "Kim" in text_of(path)]
    assert "considering" not in data_of(made / "plan.yaml")["use"][0]


def test_arrow_keys_move_the_cursor_and_leave_nothing_in_the_text(caseload: Path) -> None:
    hrcli = at_terminal(caseload, "add", "7KQ2", "barrier")
    hrcli.expect(QUESTION)
    hrcli.sendline("ab\x1b[Dc")
    hrcli.expect(pexpect.EOF)
    hrcli.close()
    assert hrcli.exitstatus == 0, hrcli.before
    assert data_of(caseload / PLAN)["barriers"] == ["acb"]


@pytest.mark.parametrize("encoding", ["utf-8:strict", "utf-8:surrogateescape", "ascii:strict"])
def test_letters_that_do_not_arrive_are_asked_for_again(caseload: Path, encoding: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    command = f'"{sys.executable}" -m hrcli add 7KQ2 barrier >/dev/null'
    hrcli = pexpect.spawn("/bin/sh", ["-c", command], cwd=str(caseload), env=env, timeout=20)
    question = QUESTION.encode()
    hrcli.expect(question)
    hrcli.sendline(b"caf\xe9")
    hrcli.expect(question)
    assert b"not set to UTF-8" in hrcli.before
    hrcli.sendline(b"cafe")
    hrcli.expect(pexpect.EOF)
    hrcli.close()
    assert hrcli.exitstatus == 0
    assert data_of(caseload / PLAN)["barriers"] == ["cafe"]


def test_nothing_answered_is_not_offered_again(caseload: Path) -> None:
    code, shown = answered(at_terminal(caseload, "add", "7KQ2", "barrier"), {})
    assert (code, "Nothing was answered; the plan stays" in shown) == (0, True)
    assert not list((caseload / ".hrcli" / "drafts").glob("*"))


def test_a_cold_start_works_and_names_itself(caseload: Path) -> None:
    done = cold(("--version",), caseload)
    assert (done.code, done.out.startswith("hrcli")) == (0, True)


def test_schema_offers_every_kind_of_file() -> None:
    from hrcli.commands import schema as command

    assert command.KINDS == schema.KINDS
