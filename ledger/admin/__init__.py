from ledger.admin.cases import CaseAdmin
from ledger.admin.clocks import ClockRuleAdmin
from ledger.admin.routes import UnitRouteAdmin

__all__ = ["CaseAdmin", "ClockRuleAdmin", "UnitRouteAdmin"]
