"""Child processes that open what a stranger handed in: our own files, no shell, no secret, and limits of their own.

A child imports this and nothing else of the program beyond its neighbours. Standard library alone.
"""

import os
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

# A child finds its neighbours from here, whatever the folder the program was started in.
ROOT = Path(__file__).resolve().parent.parent
# No secret of the environment is passed on; Windows cannot start Python without SYSTEMROOT.
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")


def command(*what: str) -> list[str]:
    """The command line that runs one of our own modules (`-m`, its name, arguments)."""
    return [sys.executable, "-s", "-P", *what]


def bare_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)}


def limit_this_process(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Called by the child; Windows has no such limits, there the parent's time-out stands alone."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
