"""Where PostgreSQL's own programs are. Standard library alone: the tests look for the server before anything else starts."""

import shutil
from pathlib import Path


def postgres_program(name: str) -> str | None:
    """The newest version's program of that name; Debian keeps them off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = [folder / name for folder in reversed(folders) if (folder / name).exists()]
    return str(found[0]) if found else shutil.which(name)
