"""What no reader of a caseload can beat: list its folders and read the bytes of its files."""

from __future__ import annotations

import os
import sys


def main(root: str, history: bool) -> None:
    """Read every plan below `root`, and every review and event if `history`."""
    cases = os.path.join(root, "cases")
    for case in sorted(os.listdir(cases)):
        folder = os.path.join(cases, case)
        _bytes(os.path.join(folder, "plan.yaml"))
        for inner in ("reviews", "events") if history else ():
            place = os.path.join(folder, inner)
            for name in os.listdir(place) if os.path.isdir(place) else ():
                _bytes(os.path.join(place, name))


def _bytes(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 1024 * 1024)
    finally:
        os.close(handle)


if __name__ == "__main__":
    main(sys.argv[1], "history" in sys.argv[2:])
