"""Plumbing of the test runner (what was counted) and the accounts every room tests with."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from office.models import Area, User
from office.session_limits import begin
from tests import factories
from tests.one_event import watched

# A busy machine is no fault of the code under test: how long one example takes decides nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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


# Whose POSTs are watched (`tests.one_event`): within these each request stands in a transaction of the test's own.
WATCHED = (
    "reception/views", "reports/views", "office/views", "office/test_scoped_admin.py", "ledger/views/test_acts.py",
    "ledger/views/test_funds.py", "ledger/views/test_stability.py",
)  # fmt: skip


class SignedClient(Client):
    """Whoever is signed in by hand has signed in as the page of signing in does it: no page writes that down afterwards."""

    is_watched = False

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        session = self.session
        begin(session, now=timezone.now())
        session.save()

    def post(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """Where it is watched, whatever the page changes has its event beside it (`tests.one_event`)."""
        if not self.is_watched:
            return super().post(path, *args, **kwargs)
        with watched() as watch:
            answer = super().post(path, *args, **kwargs)
        fault = watch.fault(answer.resolver_match.view_name if answer.resolver_match else "")
        assert fault == "", f"POST {path}: {fault}"
        return answer


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    client, here = SignedClient(), Path(__file__).parent
    client.is_watched = any(request.path.is_relative_to(here / folder) for folder in WATCHED)
    return client


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The reference data are loaded once: to load them took a test longer than most tests take."""
    with django_db_blocker.unblock():
        factories.reference()


@pytest.fixture
def reference(db: None) -> None:
    """Areas, units, codes, calendar and parameters, as `init` loads them; again where a test before emptied the tables."""
    if not Area.objects.exists():
        factories.reference()


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """Tables without a row, as before `init`."""
    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)


@pytest.fixture
def clerk(reference) -> User:
    return factories.user("clerk", username="clerk")


@pytest.fixture
def head(reference) -> User:
    return factories.user("head", username="head")


@pytest.fixture
def liaison(reference) -> User:
    """Liaison of 住建."""
    return factories.user("liaison", username="liaison", unit="住建")


@pytest.fixture
def foreign_liaison(reference) -> User:
    """Liaison of 水务: must see nothing of 住建."""
    return factories.user("liaison", username="foreign_liaison", unit="水务")


@pytest.fixture
def leader(reference) -> User:
    return factories.user("leader", username="leader")


@pytest.fixture
def city(reference) -> User:
    return factories.user("city", username="city", area=factories.area("530900"))


@pytest.fixture
def sysadmin(reference) -> User:
    return factories.user("sysadmin", username="sysadmin")


@pytest.fixture
def secadmin(reference) -> User:
    return factories.user("secadmin", username="secadmin")


@pytest.fixture
def auditor(reference) -> User:
    return factories.user("auditor", username="auditor")
