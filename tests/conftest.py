"""Plumbing of the test runner: what was counted. Builders live in factories.py."""

import json
import os
from pathlib import Path

import pytest


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter) -> None:
    """Writes the counts for scripts/run_tests.py, which adds up the databases."""
    path = os.environ.get("TEST_COUNTS_FILE")
    if not path or "PYTEST_XDIST_WORKER" in os.environ:
        return
    stats = terminalreporter.stats
    skipped = [f"{report.nodeid}: {_reason(report)}" for report in stats.get("skipped", []) + stats.get("xfailed", [])]
    failed = sorted({report.nodeid for report in stats.get("failed", []) + stats.get("error", [])})
    passed = {report.nodeid for report in stats.get("passed", [])}.difference(failed)
    counts = {"passed": len(passed), "failed": failed, "skipped": skipped}
    Path(path).write_text(json.dumps(counts))


def _reason(report: pytest.TestReport) -> str:
    if getattr(report, "wasxfail", None):
        return f"expected to fail: {report.wasxfail}"
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
