"""The campaign and the sessions of the notice. Data only.

依据：临翔治欠办〔2021〕2号三（接访时间）、四（接访地点）；临治欠发〔2021〕1号。
"""

from datetime import date, time

CAMPAIGN = "夏季专项行动"
DOCUMENT_NUMBER = "临治欠发〔2021〕1号"
CAMPAIGN_STARTS_ON, CAMPAIGN_ENDS_ON = date(2021, 4, 1), date(2021, 6, 30)

VENUE = "临翔区人力资源和社会保障局劳动保障监察大队一楼服务大厅"
STARTS_AT, ENDS_AT = time(14, 30), time(17, 0)

SESSION_DAYS = (
    date(2021, 4, 12),
    date(2021, 4, 26),
    date(2021, 5, 10),
    date(2021, 5, 24),
    date(2021, 6, 7),
    date(2021, 6, 21),
)
# “每月组织一次”: the notice names no day for these months.
UNDATED_MONTHS = ("2021-07", "2021-08", "2021-09", "2021-10", "2021-11", "2021-12", "2022-01")
