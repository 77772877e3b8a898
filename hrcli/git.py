"""The only door to git: a fixed argument list, no configuration but our own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# An unpacked folder may carry settings that run programs; none of them may speak here.
NEUTRAL = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false")
QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TEMPLATE_DIR": "",
    "GIT_TERMINAL_PROMPT": "0",
}


def holds(folder: Path) -> bool:
    """Whether `folder` lies in a git work tree; looks at folders only, starts nothing."""
    return any((place / ".git").exists() for place in (folder, *folder.parents))


def init(folder: Path) -> bool:
    """Make a git repository of `folder`. False where git is not installed or refuses."""
    command = ["git", *NEUTRAL, "-c", "init.defaultBranch=main", "init", "--quiet", "."]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | QUIET
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0
