"""谁主管谁负责: which unit an industry's claims go to, and which causes its regulator supervises. The office edits its copy.

依据：实施方案三（谁主管谁负责）；违法发包、转包、违法分包、挂靠、拖欠工程款由行业主管部门查处、督办。Industries without a
regulator among the member units go to the leading unit.
"""

LEADING = "人社"
# sector key: short name of the unit
UNIT_BY_SECTOR = {
    "building": "住建",
    "municipal": "住建",
    "transport": "交通",
    "water": "水务",
    "power": LEADING,
    "agriculture": LEADING,
    "other_works": LEADING,
    "not_construction": LEADING,
}
SUPERVISED_CAUSES = ("unlawful_letting", "subletting", "unlawful_subcontracting", "borrowed_licence", "unpaid_works")
