"""The worker's editor: it owns the keyboard while it runs, and nothing that was typed is lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.support.places import ROOT
from tests.support.running import PLAN

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal")

PROGRAM = """#!{python}
import pathlib, signal, sys, time
def kept(number, frame):
    pathlib.Path({heard!r}).write_text(str(number))
signal.signal(signal.SIGINT, kept)
signal.signal(signal.SIGQUIT, kept)
draft = pathlib.Path(sys.argv[-1])
print("editor is open", flush=True)
input()
draft.write_text(draft.read_text().replace("worker: jm", "worker: kp", 1))
for name in ("." + draft.name + ".swp", draft.name + "~", "#" + draft.name + "#"):
    draft.with_name(name).write_text("left by the editor")
time.sleep(1.1)
"""


def edited(caseload: Path, editor: str) -> Any:
    """`hrcli edit` at a real terminal, with this editor."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "HRCLI_TODAY": "2026-02-09"}
    words = ["-m", "hrcli", "edit", "7KQ2", "--editor", editor]
    return pexpect.spawn(sys.executable, words, cwd=str(caseload), env=env, timeout=120)


@pytest.mark.parametrize("key", ["c", "\\"])
def test_the_keyboard_is_the_editors_while_it_runs(
    caseload: Path, tmp_path: Path, key: str
) -> None:
    heard, editor = tmp_path / "heard", tmp_path / "editor"
    editor.write_text(PROGRAM.format(python=sys.executable, heard=str(heard)), encoding="utf-8")
    editor.chmod(0o755)
    terminal = edited(caseload, str(editor))
    terminal.expect("editor is open")
    terminal.sendcontrol(key)
    terminal.sendline("")
    terminal.expect("Saved 7KQ2-9XMP")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert heard.read_text() in ("2", "3")
    assert "worker: kp" in (caseload / PLAN).read_text(encoding="utf-8")
    assert os.listdir(caseload / ".hrcli" / "drafts") == []


def test_an_editor_that_returns_at_once_leaves_its_draft(caseload: Path) -> None:
    before = (caseload / PLAN).read_bytes()
    terminal = edited(caseload, "true")
    terminal.expect("returned at once")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    draft = caseload / ".hrcli" / "drafts" / "edit-7KQ2-9XMP.yaml"
    assert draft.read_bytes() == before
    draft.write_bytes(before.replace(b"worker: jm", b"worker: kp"))  # its window is closed later
    terminal = edited(caseload, "sh -c 'sleep 1.1'")
    terminal.expect("Go on with your draft")
    terminal.sendline("")
    terminal.expect("Saved 7KQ2-9XMP")
    terminal.expect(pexpect.EOF)
    assert b"worker: kp" in (caseload / PLAN).read_bytes()
