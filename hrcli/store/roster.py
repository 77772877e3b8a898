"""Which cases there are, by the names of folders alone: what TAB can wait for.

Nothing here opens a file, so that the reader of files need not be loaded for it.
"""

from __future__ import annotations

import os

from hrcli import ids

SETTINGS = "hrcli.yaml"  # as in store.caseload, whose readers cost more; a test holds the two


def root(folder: str | None) -> str | None:
    """The caseload in `folder`, else the nearest one upwards from here; None where there is none.

    A shell gives TAB the `~` of a folder as it was typed.
    """
    try:
        place = os.path.expanduser(folder) if folder else os.getcwd()
    except OSError:  # the folder we are in is gone
        return None
    while not _is_caseload(place):
        above = os.path.dirname(place)
        if folder or above == place:
            return None
        place = above
    return place


def _is_caseload(folder: str) -> bool:
    settings = os.path.join(folder, SETTINGS)
    return os.path.isfile(settings) and not os.path.islink(settings)


def case_ids(folder: str | None) -> list[str]:
    """The ids of all cases, in order; none where nobody may look, or through a link."""
    cases = os.path.join(root(folder) or "", "cases")
    try:
        names = [] if cases == "cases" or os.path.islink(cases) else os.listdir(cases)
    except OSError:
        return []
    return sorted(name for name in names if ids.CASE.match(name))
