"""The index asked for real, on whichever database the tests run on."""

import pytest
from django.db import connection

from reception.actions.claims import PersonData
from reception.identity_access import hidden_from, hides_identity
from reception.models import Claim, ClaimText, Company, Project
from reception.search.matching import EVERYTHING, MATTER, Mentions, mentioning
from reception.search.tokens import words_of
from tests import factories


def found(typed: str, reader) -> list[str]:
    texts = ClaimText.objects.filter(mentioning(words_of(typed), reader=reader))
    return sorted(texts.values_list("claim__petitioner__name", flat=True))


def taken(by, name: str, **values) -> Claim:
    return factories.claim(by, petitioner=PersonData(name=name), **values)


@pytest.fixture
def claims(clerk):
    roll = (factories.worker_data("单雄信", "60.00"), factories.worker_data("Aye Mya", "40.00"))
    return [
        taken(clerk, "张三", project_name="凤翔路改造工程", employer_name="临沧甲劳务有限公司"),
        taken(clerk, "张三丰", project_name="南屏小区三期", general_contractor_name="云南建工（集团）"),
        taken(clerk, "李四", project_name="A1标段", developer_name="临翔城投", workers_count=2, amount_yuan=100, workers=roll),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("张三", ["张三", "张三丰"]),
        ("张三丰", ["张三丰"]),
        ("三丰", ["张三丰"]),
        ("李四", ["李四"]),
        ("小区", ["张三丰"]),
        ("屏小区三", ["张三丰"]),
        ("区小", []),
        ("南屏三期", []),
        ("南屏 三期", ["张三丰"]),
        ("张三 凤翔", ["张三"]),
        ("张三 城投", []),
        ("zs", ["张三"]),
        ("zsf", ["张三丰"]),
        ("zhangsan", ["张三", "张三丰"]),
        ("zhang san", ["张三", "张三丰"]),
        ("zhangsanfeng", ["张三丰"]),
        ("ZHANGSF", ["张三丰"]),
        ("单雄信", ["李四"]),
        ("shanxx", ["李四"]),
        ("danxx", []),
        ("aye mya", ["李四"]),
        ("a1标", ["李四"]),
        ("Ａ１", ["李四"]),
        ("建工（集", ["张三丰"]),
        ("甲劳务", ["张三"]),
        ("临翔城投", ["李四"]),
        ("程临", []),
    ],
)
def test_what_is_found(claims, head, typed, names):
    assert found(typed, head) == names


@pytest.mark.parametrize(
    "typed",
    [
        '张三"', "'张三'", "张三*", "-张三", "张三%", "张_三", "张三 ^", "(张三", "names:张三", "{names}:张三", "张三\\",
        "张三;drop table", "NEAR(张三 李四)", "张三 OR 李四", "张三 AND 李四", "NOT 张三", "%%", "zs* OR 1=1", "\x00张三",
    ],
)  # fmt: skip
def test_signs_are_no_commands(claims, head, typed):
    try:
        names = found(typed, head)
    except ValueError:
        return
    plain = {"张三", "张三丰"}
    assert set(names) <= plain if "李四" not in typed else names == []


def test_a_word_across_two_texts_is_not_found(clerk, head):
    taken(clerk, "王五", project_name="三期工程", employer_name="程咬金公司")
    assert found("工程咬金", head) == []


def test_many_words_and_a_long_roll(clerk, head):
    roll = tuple(factories.worker_data(f"工{chr(0x4E00 + n // 40)}{chr(0x5000 + n)}", "1.00") for n in range(400))
    taken(clerk, "王五", workers_count=400, amount_yuan=400, workers=roll)
    assert found(roll[-1].name, head) == ["王五"]
    assert found(f"{roll[0].name} {roll[399].name} 王五 南屏 三期 甲乙", head) == ["王五"]


def test_without_a_reader_nobody_is_found_by_name(claims):
    assert (found("张三", None), found("zs", None), found("南屏", None)) == ([], [], ["张三丰"])


def of_own_project(claim, contractor):
    """The claim on a project that names its general contractor only in its own record."""
    Project.objects.filter(pk=claim.project_id).update(general_contractor=contractor)
    return claim


class TestHidden:
    @pytest.fixture
    def claims(self, clerk):
        own = Company.objects.create(area=clerk.area, name="住建下属公司", unit=factories.unit("住建"))
        return {
            "open": taken(clerk, "张开", project_name="凤翔路"),
            "secret": taken(clerk, "张密", project_name="凤翔路", is_secret=True),
            "employer": taken(clerk, "张雇", project_name="凤翔路", employer_name=own.name),
            "contractor": taken(clerk, "张总", project_name="凤翔路", general_contractor_name=own.name),
            "project": of_own_project(taken(clerk, "张项", project_name="凤翔路二期"), own),
            "developer": taken(clerk, "张建", project_name="凤翔路", developer_name=own.name),
        }

    def test_rows_and_page_follow_one_rule(self, claims, liaison, foreign_liaison, head, clerk):
        for user in (liaison, foreign_liaison, head, clerk, factories.user("liaison")):
            condition = hidden_from(user)
            hidden = set() if condition is None else set(Claim.objects.filter(condition))
            loaded = Claim.objects.with_parties()
            assert {claim.pk for claim in hidden} == {claim.pk for claim in loaded if hides_identity(claim, user)}

    @pytest.mark.parametrize("typed", ["张密", "张雇", "张总", "张项", "zhangmi", "zm", "张密 凤翔", "zhang 凤翔"])
    def test_nobody_is_found_by_asking_for_the_name(self, claims, liaison, typed):
        assert [name for name in found(typed, liaison) if name in ("张密", "张雇", "张总", "张项")] == []

    def test_the_matter_is_found_all_the_same(self, claims, liaison):
        assert found("凤翔", liaison) == sorted(["张开", "张密", "张雇", "张总", "张建", "张项"])
        assert found("凤翔 住建下", liaison) == sorted(["张雇", "张总", "张建"])

    def test_the_others_are_found_by_name(self, claims, liaison, foreign_liaison, head):
        assert found("张开", liaison) == ["张开"]
        assert found("张建", liaison) == ["张建"]
        assert found("张雇", foreign_liaison) == ["张雇"]
        assert found("张密", foreign_liaison) == []
        assert found("张密", head) == ["张密"]


def test_the_index_is_used(claims):
    """On PostgreSQL without its preference for reading so small a table whole."""
    for columns, typed in ((EVERYTHING, "张三"), (MATTER, "南屏小区"), (EVERYTHING, "zsf")):
        texts = ClaimText.objects.filter(Mentions(words_of(typed), columns))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
        plan = texts.explain()
        if connection.vendor == "postgresql":
            assert [f"claimtext_{column}" in plan for column in columns] == [True] * len(columns)
            assert "Seq Scan" not in plan
        else:
            assert "VIRTUAL TABLE INDEX 0:M" in plan
