from ledger.admin.cases import CaseAdmin
from ledger.admin.clocks import ClockRuleAdmin

__all__ = ["CaseAdmin", "ClockRuleAdmin"]
