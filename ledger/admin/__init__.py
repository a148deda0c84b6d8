from ledger.admin.cases import CaseAdmin
from ledger.admin.clocks import ClockRuleAdmin
from ledger.admin.leaders import LeaderAdmin
from ledger.admin.procedures import ProcedureKindAdmin
from ledger.admin.routes import UnitRouteAdmin

__all__ = ["CaseAdmin", "ClockRuleAdmin", "LeaderAdmin", "ProcedureKindAdmin", "UnitRouteAdmin"]
