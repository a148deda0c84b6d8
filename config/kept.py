"""Every room's tables whose rows the database keeps as they were written (`office.append_only`)."""

from office.models.trail import KEPT as OF_OFFICE
from reports.models import KEPT as OF_REPORTS

KEPT = (*OF_OFFICE, *OF_REPORTS)
