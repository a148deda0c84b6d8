from ledger.admin.cases import CaseAdmin

__all__ = ["CaseAdmin"]
