"""Runs hrcli, as the command `hrcli` and as `python -m hrcli`; Ctrl-C is quiet from the start."""

from __future__ import annotations

import sys


def start() -> None:
    """Run the command line; whoever stops it while it is still being read in sees no traceback."""
    try:
        from hrcli.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main(prog_name="hrcli")


if __name__ == "__main__":
    start()
