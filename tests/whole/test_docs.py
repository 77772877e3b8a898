"""Every command shown in README, docs and help runs; the generated reference is up to date."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pexpect
import pytest

from hrcli.commands import every_command
from hrcli.rules.registry import TABLE
from tests.support.places import ROOT
from tests.support.running import Run
from tools import build_docs as build
from tools import man_pages

PAGES = [
    *(ROOT / page for page in ("README.md", "CONTRIBUTING.md", "examples/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
COMMAND = re.compile(r"^\s*\$ (.*\bhrcli\b.*)$", re.MULTILINE)
OPENS_MAKE = re.compile(r"^\s*\$ (make .*|git .*|cd .*)$", re.MULTILINE)
FILES = {
    "intake.yaml": "client: {alias: Kim}\n",
    "action.yaml": "what: Ring the landlord\nwho: client\nby: 2026-02-16\n",
    "harm.yaml": "domain: livelihood\nwhat: The rent is late\naffects: [self]\n",
}


def shown_in_help() -> Iterator[str]:
    for command in every_command().values():
        text = inspect.cleandoc(command.help or "")
        for block in re.findall(r"\x08\n(.*?)(?:\n\n|\Z)", text, re.DOTALL):
            yield from (line.strip() for line in block.split("\n")[1:])


def shown_in_pages() -> Iterator[str]:
    for page in PAGES:
        yield from COMMAND.findall(page.read_text(encoding="utf-8"))


COMMANDS = sorted({*shown_in_help(), *shown_in_pages()})


WAITS = """\
client_says:
  complaints:
    - {id: c4k, what: The door squeaks., said_on: 2026-02-02}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A caseload with the examples, a few files to give, and `hrcli` on the PATH."""
    shutil.copytree(ROOT / "examples", tmp_path / "caseload")
    for name, text in FILES.items():
        (tmp_path / "caseload" / name).write_text(text, encoding="utf-8")
    for words in (["init", "-q", "."], ["add", "."], ["commit", "-q", "-m", "all"]):
        name = ["-c", "user.name=x", "-c", "user.email=x@y.invalid"]
        subprocess.run(["git", *name, *words], cwd=tmp_path / "caseload", check=True)
    (tmp_path / "caseload" / "examples").symlink_to(ROOT / "examples")
    program = tmp_path / "bin" / "hrcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m hrcli "$@"\n')
    program.chmod(0o755)
    notifier = program.with_name("notify-send")
    notifier.write_text("#!/bin/sh\n")
    notifier.chmod(0o755)
    return tmp_path


NEEDED = (b"This one is needed", b"Was the client reached?", b"Which words?")
"""What is shown where Enter alone is no answer."""


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_shown_runs(line: str, desk: Path) -> None:
    """At a terminal, as a reader would: Enter at each prompt, an answer where one is needed."""
    environment = {
        "PATH": f"{desk / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(desk),
        "TMPDIR": str(desk),
        "HRCLI_TODAY": "2026-02-09",
        "EDITOR": "true",
        "BROWSER": "true",
        "TERM": "dumb",
    }
    place = desk / ("bin" if "hrcli init" in line else "caseload")  # no caseload inside another
    if re.search(r"\bundo\b", line):  # something has to be there that can be taken back
        line = f"hrcli --quiet set 7KQ2 harms.h7k.rank 2 && {line}"
    if "hrcli answer" in line:  # something has to wait for an answer
        with (desk / "caseload" / "cases" / "7KQ2-9XMP" / "plan.yaml").open("a") as plan:
            plan.write(WAITS)
    if re.search(r"--from - |--from -$", line) and "|" not in line:
        line = f"echo rent | {line}"
    child = pexpect.spawn("/bin/sh", ["-c", line], cwd=str(place), env=environment, timeout=60)
    while child.expect([r"(: |the page away )$", pexpect.EOF]) == 0:
        child.sendline("1" if any(it in child.before for it in NEEDED) else "")
    child.close()
    expected = {0, 1} if re.search(r"hrcli( -\S+( \S+)?)* (validate|due|remind)", line) else {0}
    assert child.exitstatus in expected, child.before


SHOWN = re.compile(r"```console\n((?:\$ [^\n]*\n)+)```\n\n```text\n(.*?)```", re.DOTALL)


def test_the_readme_shows_what_is_really_printed(run: Run) -> None:
    """Each output in the README, line by line, is part of what the commands above it print."""
    sessions = SHOWN.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert sessions
    for lines, shown in sessions:
        printed = ""
        for line in lines.splitlines():
            words = shlex.split(line.removeprefix("$ hrcli "))
            printed += run(*words, code=1 if words[0] == "validate" else 0).stdout
        known = {" ".join(line.split()) for line in printed.splitlines()}
        assert [line for line in shown.splitlines() if " ".join(line.split()) not in known] == []


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) > 20
    for name in every_command():
        assert any(re.search(rf"\bhrcli\b.*\b{name}\b", line) for line in COMMANDS), name


def test_every_command_has_help_and_an_example() -> None:
    for name, command in every_command().items():
        assert command.help, name
        assert "Example" in command.help, name
        for param in command.params:
            assert not isinstance(param, click.Option) or param.help, (name, param.name)


def test_the_reference_is_what_the_code_says() -> None:
    assert build.stale() == [], "run `make docs`"


def test_the_manual_has_a_page_for_each_command_with_all_that_it_takes() -> None:
    pages = man_pages.pages(build.EXIT_CODES)
    assert {*pages} == {"hrcli.1", *(f"hrcli-{name}.1" for name in every_command())}
    for name, command in every_command().items():
        page = pages[f"hrcli-{name}.1"].replace("\\-", "-").replace("\\(dq", '"')
        options = [it for it in command.params if isinstance(it, click.Option)]
        assert all(spelt in page for it in options for spelt in it.opts), name
        for example in re.findall(r"(?m)^  (hrcli .*)$", inspect.cleandoc(command.help or "")):
            assert example in page, name
        assert f"hrcli-{name} (1)" in pages["hrcli.1"].replace("\\-", "-")


@pytest.mark.client
def test_the_manual_is_read_without_a_complaint(client: Callable[[str], str]) -> None:
    pages = sorted((ROOT / "docs" / "man").iterdir())
    assert pages
    command = [client("groff"), "-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou"]
    for page in pages:
        done = subprocess.run([*command, str(page)], capture_output=True, text=True, check=True)
        assert done.stderr == "", page.name
        assert done.stdout.count("EXIT STATUS") == 1, page.name
        assert page.stem in done.stdout


def test_every_rule_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for rule in TABLE.values():
        assert f"## {rule.code} {rule.slug}" in page
