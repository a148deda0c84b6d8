"""Those who speak for a group: at most five with the petitioner, found by name, never lost in a correction."""

from dataclasses import replace

import pytest

from office.models import Event
from office.refusals import Refused
from reception.actions.claims import PersonData, RepresentativeData, correct_claim, data_of
from reception.actions.representatives import TOO_MANY
from reception.identity import mask_phone
from reception.models import Claim, ClaimText
from reception.search.matching import mentioning
from reception.search.tokens import words_of
from tests import factories

PHONE = "19900000002"
OTHERS = (RepresentativeData(name="岩乙", phone=PHONE), RepresentativeData(name="岩丙"))


@pytest.fixture
def group(clerk):
    return factories.claim(clerk, factories.session(clerk), is_group=True, people_present=8, representatives=OTHERS)


def stored(claim) -> list[tuple[int, str, str]]:
    return list(claim.representatives.values_list("position", "name", "phone"))


def refused(clerk, **values) -> list[str]:
    with pytest.raises(Refused) as found:
        factories.claim(clerk, **({"is_group": True} | values))
    return found.value.missing


def test_the_petitioner_is_the_first_and_the_others_follow(group):
    assert stored(group) == [(2, "岩乙", PHONE), (3, "岩丙", "")]
    assert (group.people_present, data_of(group).representatives) == (8, OTHERS)


def test_five_are_taken_and_a_sixth_is_refused_with_its_article(clerk):
    names = tuple(RepresentativeData(name=f"岩{sign}") for sign in "乙丙丁戊己")
    assert len(stored(factories.claim(clerk, is_group=True, representatives=names[:4]))) == 4
    assert refused(clerk, representatives=names) == [TOO_MANY]
    assert Claim.objects.count() == 1


def test_petitioner_entered_once_more_is_left_out(clerk):
    person = PersonData(name="岩甲", phone="19900000001")
    again = (RepresentativeData(name=" 岩 甲 "), RepresentativeData(name="岩甲", phone="199 0000 0001"), OTHERS[0])
    assert stored(factories.claim(clerk, is_group=True, petitioner=person, representatives=again)) == [
        (2, "岩乙", PHONE)
    ]


def test_every_fault_is_named(clerk):
    nameless = (RepresentativeData(name="", phone=PHONE), OTHERS[0])
    assert refused(clerk, representatives=nameless, people_present=2) == [
        "第 2 名代表缺姓名。", "同行人数填的是 2 人，来访人和代表共 3 人：请核对。",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "is_group", "is_taken"), [(5, False, False), (6, False, True), (1, True, True)])
def test_representatives_are_for_groups_alone(clerk, count, is_group, is_taken):
    values = {"workers_count": count, "is_group": is_group, "representatives": OTHERS}
    if is_taken:
        assert len(stored(factories.claim(clerk, **values))) == 2
    else:
        assert len(refused(clerk, **values)) == 1


def test_they_are_found_by_name(group, clerk):
    found = ClaimText.objects.filter(mentioning(words_of("岩丙"), reader=clerk)).values_list("pk", flat=True)
    assert list(found) == [group.pk]
    correct_claim(claim=group, by=clerk, data=replace(data_of(group), representatives=OTHERS[:1]))
    assert not ClaimText.objects.filter(mentioning(words_of("岩丙"), reader=clerk)).exists()
    assert ClaimText.objects.count() == 1


def test_masked_phone_comes_back_as_it_was(group, clerk):
    shown = (RepresentativeData(name="岩丙"), RepresentativeData(name="岩乙", phone=mask_phone(PHONE)))
    correct_claim(claim=group, by=clerk, data=replace(data_of(group), representatives=shown))
    assert stored(group) == [(2, "岩丙", ""), (3, "岩乙", PHONE)]
    event = Event.objects.get(act="correct_claim")
    assert (event.data["changed"], "岩" in str(event.data), PHONE in str(event.data)) == ("代表", False, False)


def test_corrected_name_keeps_the_masked_phone(group, clerk):
    renamed = (RepresentativeData(name="岩义", phone=mask_phone(PHONE)), OTHERS[1])
    correct_claim(claim=group, by=clerk, data=replace(data_of(group), representatives=renamed))
    assert stored(group)[0] == (2, "岩义", PHONE)


def test_word_for_nothing_empties_a_phone_and_other_stars_are_refused(group, clerk):
    erased = (RepresentativeData(name="岩乙", phone="无"), OTHERS[1])
    correct_claim(claim=group, by=clerk, data=replace(data_of(group), representatives=erased))
    assert stored(group)[0] == (2, "岩乙", "")
    starred = (RepresentativeData(name="岩乙", phone="138****0000"),)
    with pytest.raises(Refused) as found:
        correct_claim(claim=group, by=clerk, data=replace(data_of(group), representatives=starred))
    assert found.value.missing == ["第 2 名代表的手机含有星号：请保持原样，或填写完整的内容。"]


def test_trail_of_registering_has_no_name(group):
    assert "岩" not in str(Event.objects.get(act="register_claim").data)
