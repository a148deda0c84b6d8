"""小结 by rule: what it says of a full session, of an empty one, of one with little to tell."""

from decimal import Decimal

from reception.summary import DayFigures, SummaryFacts, summary_text

FIGURES = DayFigures(
    claims=9, workers=35, amount_yuan=Decimal(490000), unknown_amounts=1, solved=5, solved_there=4, visits=2,
    groups=1, not_wages=1, handled=2,
)  # fmt: skip
FACTS = {"day": "2021年4月12日", "hours": "14:30—17:00", "venue": "一楼服务大厅", "led_by": "杨领导", "chair": "李组长"}


def test_a_full_session_is_told_in_three_paragraphs():
    facts = SummaryFacts(**FACTS, present=("人社", "住建"), absent=("水务",), figures=FIGURES)
    assert summary_text(facts) == (
        "2021年4月12日 14:30—17:00，在一楼服务大厅开展集中联合接访，杨领导带班，李组长参加。到场单位 2 个：人社、住建。未到场单位 1 个：水务。\n"
        "登记诉求 9 件，涉及 35 人、490,000.00 元（另有 1 件金额不详），其中集体访 1 件、不属欠薪 1 件。同一诉求再次来访 2 次，不另计件。\n"
        "已解决 5 件，其中当场解决 4 件。领导直接处理 2 件。"
    )


def test_an_empty_session_says_so():
    facts = SummaryFacts(
        **(FACTS | {"hours": "", "led_by": "", "chair": ""}), present=(), absent=(), figures=DayFigures()
    )
    assert summary_text(facts) == (
        "2021年4月12日，在一楼服务大厅开展集中联合接访。没有单位签到。\n本场没有登记诉求。\n没有领导直接处理的来访。"
    )


def test_nothing_solved_yet_is_not_hidden():
    figures = DayFigures(claims=1, workers=1, amount_yuan=Decimal("0.50"))
    facts = SummaryFacts(**FACTS, present=("人社",), absent=(), figures=figures)
    assert summary_text(facts).splitlines()[1:] == [
        "登记诉求 1 件，涉及 1 人、0.50 元。",
        "尚未解决，均已列入台账办理。没有领导直接处理的来访。",
    ]
