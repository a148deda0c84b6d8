"""Where a later room acts on what an earlier one does. Found and read once, when all models are known."""

from django.core import checks

from ledger.actions.recompute import recompute_deadlines
from ledger.selectors.leader_accounts import leader_unit_faults
from ledger.workbook.clues import CLUES, ORDERS
from ledger.workbook.kind import HISTORY
from ledger.workbook.payments import PAYMENTS
from ledger.workbook.rolls import ROLL
from office.calendar_changes import CALENDAR_CHANGED
from office.database_checks import check_separate_duties
from office.frozen_months import IS_FROZEN
from office.imports.accounts import ACCOUNTS
from office.imports.kinds import KINDS
from office.imports.reference import HOLIDAYS, UNITS
from office.unit_ties import UNIT_TIES
from reception.workbook.projects import PROJECTS
from reports.frozen import is_frozen

CALENDAR_CHANGED.append(recompute_deadlines)
IS_FROZEN.append(is_frozen)
UNIT_TIES.append(leader_unit_faults)
KINDS.update(
    {kind.slug: kind for kind in (ORDERS, CLUES, ROLL, PAYMENTS, HISTORY, PROJECTS, UNITS, HOLIDAYS, ACCOUNTS)}
)
checks.register(check_separate_duties, checks.Tags.database)
