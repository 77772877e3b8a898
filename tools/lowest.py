"""The oldest libraries that setup.cfg lets in, as constraints for pip: `click>=8.4` is click==8.4.

    python -m tools.lowest > constraints.txt

What has no lower bound there stands in no line; the tools of the tests come as they are today.
"""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

SETUP = Path(__file__).parent.parent / "setup.cfg"
BOUND = re.compile(r"^([\w-]+)>=([\w.]+)$", re.MULTILINE)


def lowest(setup: str) -> list[str]:
    """A constraint for each lower bound in the text of a setup.cfg."""
    config = ConfigParser()
    config.read_string(setup)
    required = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    return [f"{name}=={bound}" for name, bound in BOUND.findall("\n".join(required))]


if __name__ == "__main__":
    print("\n".join(lowest(SETUP.read_text(encoding="utf-8"))))
