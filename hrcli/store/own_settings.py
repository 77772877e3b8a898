"""The worker's own settings, which hold in every caseload: one file in the worker's home."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from hrcli.document.data import keyed, text
from hrcli.plan.check import read_own
from hrcli.store.files import is_file, read_bytes


class OwnSettings(NamedTuple):
    """What a config.yaml says."""

    words: bool = False  # whether lists on the screen show the words of actions
    color: str = "auto"
    caseload: str = ""  # the folder to use where nothing else names one
    editor: str = ""


def place(environment: Mapping[str, str], system: str, home: str) -> Path:
    """Where each system (as Python calls it) has such a file; `home` is the worker's."""
    if system == "win32":
        base = environment.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
    elif system == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = environment.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(base):  # as the convention has it
            base = os.path.join(home, ".config")
    return Path(base, "hrcli", "config.yaml")


def own_settings(file: Path) -> OwnSettings:
    """The settings in a file; the defaults where there is none. Raises Unreadable at a slip.

    The file may be a link: some people keep all their settings in one folder.
    """
    if not is_file(file):
        return OwnSettings()
    data = keyed(read_own(read_bytes(os.path.realpath(file)), "config", str(file)).data)
    return OwnSettings(
        words=data.get("words") is True,
        color=text(data, "color") or "auto",
        caseload=os.path.expanduser(text(data, "caseload")),
        editor=text(data, "editor"),
    )
