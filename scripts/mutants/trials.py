"""Tries the mutants: one start of the tests, then a fork for each mutant that runs the tests which reach its check."""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from checks import ROOMS, Mutant
from django.conf import settings
from django.db import connections
from django.urls import clear_url_caches
from weaving import Switch

# Slow, or of nothing that a role decides: real browsers, killed processes, generated words.
LEFT_OUT = (
    "tests/journeys",
    "tests/faults",
    "tests/corpus",
    "tests/access/test_hostile.py",
    "tests/ledger/test_conditions.py",
    "tests/ledger/test_walk.py",
)
ENOUGH = 60  # seconds of quick tests for one mutant, before those that are about access
ABOUT_ACCESS = "tests/access/"
HUNG = 1800
DECLARED = "tests/access/test_matrix.py::test_every_address_declares_the_roles_of_its_rule"
# A mutant that breaks the line it stands in proves nothing.
BROKEN = ("NameError", "SyntaxError", "FieldError", "ImportError", "UnboundLocalError")


@dataclass
class Outcome:
    """What became of one mutant: the test that failed and how, or None."""

    mutant: Mutant
    killer: str | None = None
    how: str = ""
    ran: int = 0
    of: int = 0
    fault: str = ""

    @property
    def word(self) -> str:
        return "FAULT" if self.fault else "caught" if self.killer else "SURVIVED"

    def __str__(self) -> str:
        why = self.fault or (
            f"{self.killer}: {self.how}" if self.killer else f"{self.ran} of {self.of} tests that reach it ran"
        )
        return f"{self.word} {self.mutant} -- {why}"


@dataclass(eq=False)
class Listener:
    """A plugin of pytest: the first test that failed, and how."""

    failed: list[tuple[str, str]] = field(default_factory=list)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self.failed.append(
                (report.nodeid, (crash.message if crash else str(report.longrepr)).partition("\n")[0][:160])
            )

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append((report.nodeid, str(report.longrepr)[-160:]))


@dataclass(eq=False)
class Suite:
    """A plugin of pytest: runs the tests once to see which checks each reaches, then tries every mutant with those."""

    switch: Switch
    mutants: list[Mutant]
    workers: int
    tell: Callable[[object], None]
    outcomes: list[Outcome] = field(default_factory=list)
    red: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reaching: dict[int, list[pytest.Item]] = field(default_factory=lambda: defaultdict(list))
    listener: Listener = field(default_factory=Listener)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.register(self.listener)
        self.items = {item.nodeid: item for item in session.items if not _is_generated(item)}
        # Makes the database, and says whether the addresses are as declared without a mutant.
        _protocol(self.items[DECLARED], following=session)
        connections.close_all()
        gc.freeze()  # or every fork copies the whole memory at its first collection
        self.template = Path(settings.DATABASES["default"]["NAME"])
        self._look()
        self.outcomes = list(self._try_all())
        self._control()
        return True

    def _look(self) -> None:
        started = time.monotonic()
        of_file = defaultdict(list)
        for item in self.items.values():
            of_file[item.location[0]].append(item)
        jobs = [(path, lambda slot, items=items: self._reached(slot, items)) for path, items in of_file.items()]
        for path, answer in forked(jobs, self.workers):
            self.red |= answer.get("red") or ({path: answer["fault"]} if "fault" in answer else {})
            for nodeid, (seconds, reached) in answer.get("tests", {}).items():
                self.seconds[nodeid] = seconds
                for number in reached:
                    self.reaching[number].append(self.items[nodeid])
        minutes = (time.monotonic() - started) / 60
        self.tell(f"{len(self.seconds)} tests ran in {minutes:.0f} minutes, {len(self.red)} failed")
        for nodeid, how in self.red.items():
            self.tell(f"  failed without a mutant: {nodeid}: {how}")

    def _reached(self, slot: int, items: list[pytest.Item]) -> dict[str, Any]:
        """In a child: which checks each of the tests reaches."""
        self._own_database(slot)
        tests = {}
        for place, item in enumerate(items, start=1):
            self.switch.reached.clear()
            started = time.process_time()
            _protocol(item, following=items[place] if place < len(items) else None)
            tests[item.nodeid] = time.process_time() - started, sorted(self.switch.reached)
        return {"tests": tests, "red": dict(self.listener.failed)}

    def _try_all(self) -> Iterator[Outcome]:
        plans = {mutant.number: self._nearest(mutant) for mutant in self.mutants}
        jobs = [(mutant, lambda slot, m=mutant: self._run(slot, m, plans[m.number])) for mutant in self.mutants]
        for mutant, answer in forked(jobs, self.workers):
            outcome = judged(mutant, answer, of=len(plans[mutant.number]))
            self.tell(outcome)
            yield outcome

    def _nearest(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that reach the check: those of its file's mirror, quick ones, all that are about access."""
        if mutant.is_declared:
            return [self.items[DECLARED]]
        path = Path(mutant.path)
        mirror, name = f"tests/{path.parent.as_posix()}/test_{path.name}::", f"/test_{path.name}::"
        reaching = [item for item in self.reaching[mutant.number] if item.nodeid not in self.red]
        # File by file: what they build is built once a file.
        about_access = [item for item in reaching if item.nodeid.startswith(ABOUT_ACCESS)]
        others = sorted(
            (item for item in reaching if item not in about_access),
            key=lambda item: (not item.nodeid.startswith(mirror), name not in item.nodeid, self.seconds[item.nodeid]),
        )
        until = accumulate(self.seconds[item.nodeid] for item in others)
        return [item for item, seconds in zip(others, until, strict=True) if seconds < ENOUGH] + about_access

    def _run(self, slot: int, mutant: Mutant | None, items: list[pytest.Item]) -> dict[str, Any]:
        """In a child: the tests on a copy of the database, until one fails."""
        self._own_database(slot)
        self.switch.taken_out = number = mutant.number if mutant else None
        self.switch.reached.clear()
        if mutant and mutant.is_declared:
            _name_addresses_anew()
        ran = 0
        for ran, item in enumerate(items, start=1):
            _protocol(item, following=items[ran] if ran < len(items) else None)
            if self.listener.failed:
                break
        killer, how = self.listener.failed[0] if self.listener.failed else (None, "")
        return {"killer": killer, "how": how, "ran": ran, "reached": number in self.switch.reached}

    def _own_database(self, slot: int) -> None:
        copy = self.template.with_name(f"trial-{slot}.sqlite3")
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
        shutil.copy(self.template, copy)
        settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = str(copy)
        self.listener.failed.clear()

    def _control(self) -> None:
        """Whatever test caught a mutant passes by itself without one, or it caught nothing."""
        killers = sorted({outcome.killer for outcome in self.outcomes if outcome.killer})
        jobs = [(killer, lambda slot, k=killer: self._run(slot, None, [self.items[k]])) for killer in killers]
        failing = {
            killer for killer, answer in forked(jobs, self.workers) if answer.get("killer") or answer.get("fault")
        }
        for outcome in self.outcomes:
            if outcome.killer in failing:
                outcome.fault = f"{outcome.killer} fails by itself without the mutant too"
                self.tell(outcome)


def _is_generated(item: pytest.Item) -> bool:
    return getattr(item.obj, "is_hypothesis_test", False)  # type: ignore[attr-defined]


def _protocol(item: pytest.Item, *, following: pytest.Item | pytest.Session | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _name_addresses_anew() -> None:
    """As the program does when it starts."""
    for room in ROOMS:
        if name := sys.modules.get(f"{room}.urls"):
            importlib.reload(name)
    clear_url_caches()


def judged(mutant: Mutant, answer: dict[str, Any], *, of: int) -> Outcome:
    """A mutant that was never in place, or broke the line it stands in, is a fault and not caught."""
    fault, killer = answer.get("fault", ""), answer.get("killer")
    how = answer.get("how", "")
    if killer and not answer["reached"]:
        fault = f"never in place, yet {killer} failed: {how}"
    elif how.startswith(BROKEN):
        fault = f"does not run: {how}"
    return Outcome(mutant, killer, how, answer.get("ran", 0), of, fault)


Job = tuple[Any, Callable[[int], dict[str, Any]]]


def forked(jobs: list[Job], workers: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Does each job in a child of its own, `workers` at a time; what it was for, with its answer."""
    waiting, running = list(reversed(jobs)), {}
    free = set(range(workers))
    while waiting or running:
        while waiting and free:
            what, job = waiting.pop()
            slot = free.pop()
            pid, answers = _child(job, slot)
            running[answers] = (what, pid, slot, time.monotonic() + HUNG)
        ready, _, _ = select.select(list(running), [], [], 1)
        late = [answers for answers, (*_rest, until) in running.items() if time.monotonic() > until]
        for answers in {*ready, *late}:
            what, pid, slot, _until = running.pop(answers)
            free.add(slot)
            yield what, _answer(answers, pid, is_late=answers not in ready)


def _child(job: Callable[[int], dict[str, Any]], slot: int) -> tuple[int, int]:
    answers, told = os.pipe()
    if pid := os.fork():
        os.close(told)
        return pid, answers
    os.close(answers)
    os.setsid()
    try:
        answer = job(slot)
    except BaseException as fault:  # noqa: BLE001 - the parent tells it
        answer = {"fault": f"{type(fault).__name__}: {fault}"[:200]}
    finally:
        with suppress(OSError), os.fdopen(told, "w") as pipe:
            pipe.write(json.dumps(answer) + "\n")
        os._exit(0)


def _answer(answers: int, pid: int, *, is_late: bool) -> dict[str, Any]:
    try:
        if is_late:
            return {"fault": f"no answer in {HUNG} seconds"}
        with os.fdopen(os.dup(answers)) as pipe:
            text = pipe.readline()
        return json.loads(text) if text else {"fault": "ended without an answer"}
    finally:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(answers)
