"""What the reports keep: signed tables and their settings, the public list, what districts sent."""

from reports.models.districts import Acceptance, DistrictFile
from reports.models.public import PublicList
from reports.models.tables import LeftOutSession, MonthlyTable, Receipt, Submission, TableHead, TableSetting

# What the database itself keeps as it was written.
KEPT = (MonthlyTable, Submission, Receipt, PublicList, DistrictFile, Acceptance, TableSetting)

__all__ = [
    "Acceptance",
    "DistrictFile",
    "KEPT",
    "LeftOutSession",
    "MonthlyTable",
    "PublicList",
    "Receipt",
    "Submission",
    "TableHead",
    "TableSetting",
]
