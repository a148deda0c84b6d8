"""The grid's own address: a pasted roll comes back in rows, each cell with what is to be said of it; nothing is stored."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reception.models import Claim
from reception.roll_paste import MOST_ROWS
from tests import factories
from tests.identity_numbers import make_id

pytestmark = pytest.mark.django_db
READ = "reception:roll_read"
FIRST, SECOND = make_id(sequence=1), make_id(sequence=2)
WRONG = FIRST[:-1] + ("0" if FIRST[-1] != "0" else "1")


def ask(client, user, *rows, **more):
    client.force_login(user)
    data = {"roll-TOTAL_FORMS": len(rows), "roll-INITIAL_FORMS": 0} | more
    for place, row in enumerate(rows):
        data |= {f"roll-{place}-{name}": value for name, value in row.items()}
    return client.post(reverse(READ), data)


def notes(answer) -> dict[tuple[int, str], tuple[str, bool]]:
    return {(row, name): (said, is_fault) for row, name, said, is_fault in answer.json()["notes"]}


def test_pasted_roll_comes_back_in_rows(client, clerk):
    pasted = f"姓名\t身份证号\t应发\t已发\n岩甲\t{FIRST}\t5000\t1000\n岩乙\t{SECOND}\t3000\t\n合计\t\t8000\t1000"
    answer = ask(client, clerk, **{"roll-pasted": pasted})
    rows = answer.json()["rows"]
    assert [(row["name"], row["id_number"], row["owed_yuan"]) for row in rows] == [
        ("岩甲", FIRST, "4,000.00"), ("岩乙", SECOND, "3,000.00"),
    ]  # fmt: skip
    assert (answer.json()["notes"], "no-store" in answer["Cache-Control"], Claim.objects.count()) == ([], True, 0)


def test_rows_typed_before_stay_and_the_paste_follows(client, clerk):
    rows = ask(client, clerk, {"name": "岩甲"}, {}, {}, **{"roll-pasted": "岩乙\t5000\n岩丙\t6000"}).json()["rows"]
    assert [row["name"] for row in rows] == ["岩甲", "岩乙", "岩丙"]


def test_each_fault_stands_in_its_cell(client, clerk):
    answer = ask(
        client, clerk,
        {"name": "岩甲", "id_number": WRONG, "owed_yuan": "一千"},
        {"name": "岩乙", "id_number": "5.30902E+17", "phone": "1990000000"},
        {"owed_yuan": "100"},
        {"name": "岩丁", "worked_from": "10月"},
    )  # fmt: skip
    found = notes(answer)
    assert {cell: is_fault for cell, (_, is_fault) in found.items()} == {
        (0, "id_number"): False, (0, "owed_yuan"): True, (1, "id_number"): True, (1, "phone"): False, (2, "name"): True,
        (3, "worked_from"): True,
    }  # fmt: skip
    assert (found[2, "name"][0], answer.json()["rows"]) == ("缺姓名。", [])


def test_people_who_stand_there_twice_are_named_in_both_cells(client, clerk):
    found = notes(
        ask(client, clerk, {"name": "岩甲", "id_number": FIRST}, {"name": "岩乙"}, {"name": "岩丙", "id_number": FIRST})
    )
    assert found == {
        (0, "id_number"): ("与第 3 行身份证号相同，请核对。", False),
        (2, "id_number"): ("与第 1 行身份证号相同，请核对。", False),
    }


def test_what_only_the_paste_could_tell_is_kept_apart(client, clerk):
    answer = ask(client, clerk, **{"roll-pasted": "姓名\t应发\t已发\t欠发\n岩甲\t5000\t1000\t3000"}).json()
    assert answer["kept"] == [[0, "owed_yuan", "应发减已发是 4,000.00 元，与欠发不符：请核对。"]]


def test_one_column_goes_down_from_its_cell_and_overwrites_nothing(client, clerk):
    people = [{"name": "岩甲"}, {"name": "岩乙", "phone": ""}, {"name": "岩丙", "phone": "19900000009"}]
    more = {"roll-column": "phone", "roll-row": "0"}
    answer = ask(client, clerk, *people, **more, **{"roll-pasted": "19900000001\n19900000002"}).json()
    assert [row["phone"] for row in answer["rows"]] == ["19900000001", "19900000002", "19900000009"]
    refused = ask(client, clerk, *people, **more, **{"roll-pasted": "1\n2\n3"}).json()
    assert (refused["rows"], refused["remarks"]) == (
        [], ["第 3 行这一列已有内容，没有粘贴：请先清空，或从空白的行开始粘贴。"],
    )  # fmt: skip


@pytest.mark.parametrize("pasted", ["", "合计", "岩甲\t1\n" * (MOST_ROWS + 1)])
def test_what_is_no_roll_gives_no_rows(client, clerk, pasted):
    answer = ask(client, clerk, **{"roll-pasted": pasted}).json()
    assert (answer["rows"], bool(answer["remarks"])) == ([], bool(pasted))


def test_broken_numbers_of_rows_are_borne(client, clerk):
    for total in ("x", "-1", "99999999999", "501"):
        answer = ask(client, clerk, **{"roll-TOTAL_FORMS": total, "roll-pasted": "岩甲\t100", "roll-row": "-3"})
        assert answer.status_code == 200


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("head", 200), ("liaison", 403), ("city", 403)])
def test_by_role(client, role, status):
    assert ask(client, factories.user(role)).status_code == status


def test_nothing_is_asked_of_the_database_for_each_row(client, clerk):
    ask(client, clerk)  # signs in
    counts = []
    for many in (1, 30):
        with CaptureQueriesContext(connection) as asked:
            ask(client, clerk, *({"name": f"岩{n}", "owed_yuan": "1"} for n in range(many)))
        counts.append(len(asked))
    assert counts[0] == counts[1]
