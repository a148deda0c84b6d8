"""The figures of the monthly table, by counting rule v1: each a named function of the month's facts."""

from collections.abc import Callable

from reports.figures import flow, received
from reports.figures.facts import Facts
from reports.figures.figure import Figure

FIGURES: dict[str, Callable[[Facts], Figure]] = {
    "sessions": received.sessions_held,
    "claims": received.claims,
    "workers": received.workers,
    "amount": received.amount,
    "solved_flow": flow.solved_flow,
    "solved_cohort": flow.solved_cohort,
    "opening": flow.opening,
    "reopened": flow.reopened,
    "other": flow.other,
    "closing": flow.closing,
    "beside": received.beside,
}
