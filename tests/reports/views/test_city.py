"""The city's pages: who opens them, what they show of districts and never of persons, upload, accept, freeze, send."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from office.models import Event
from office.refusals import Refused
from reports.actions.district_files import accept_district_file, take_district_file
from reports.actions.freeze import freeze_table
from reports.models import DistrictFile, MonthlyTable
from reports.period import Month
from tests import factories
from tests.reports import cities, rows
from tests.reports.cities import APRIL, FILED, form_of, frozen
from tests.reports.test_form_reading import form, put
from tests.reports.views.test_monthly import signed_in, text
from tests.scanner import HARMFUL, scanner

pytestmark = pytest.mark.django_db
PAGE, UPLOAD, FREEZE = (reverse(f"reports:{name}") for name in ("city", "district_upload", "city_freeze"))
ASKED = {"month": "2021-04", "area": "530900"}


@pytest.fixture
def areas(city):
    return [factories.area(), *cities.districts()]


def sent(area, data: bytes) -> dict:
    return {"month": "2021-04", "area": area.code, "file": SimpleUploadedFile("情况表.xlsx", data)}


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_open_it(areas, client: Client, request, role: str) -> None:
    client.force_login(request.getfixturevalue(role))
    assert {client.get(PAGE, ASKED).status_code, client.post(UPLOAD).status_code, client.post(FREEZE).status_code} == {
        403
    }


def test_a_district_has_no_such_page_and_a_foreign_city_is_not_found(areas, head) -> None:
    assert signed_in(head).get(PAGE).status_code == 404
    stranger = signed_in(factories.user("city", area=factories.area("530800")))
    assert stranger.get(PAGE, ASKED).status_code == 404
    row = take_district_file(
        area=areas[1],
        month=APRIL,
        name="表.xlsx",
        data=form_of(areas[1]),
        by=factories.user("city", area=cities.city()),
    )
    for pk in (row.pk, row.pk + 1):
        assert stranger.get(reverse("reports:district_file", args=[pk])).status_code == 404
        assert stranger.post(reverse("reports:district_xlsx", args=[pk])).status_code == 404
        assert signed_in(head).get(reverse("reports:district_file", args=[pk])).status_code == 404


def test_eight_districts_one_row_each_leading_to_what_it_signed(areas, city) -> None:
    tables = [frozen(area) for area in areas[:2]]
    page = signed_in(city).get(PAGE, ASKED)
    shown, told = page.content.decode(), text(page)
    assert "各县（区）报送情况：2/8，5月3日前报" in told
    for table in tables:
        assert shown.count(f'href="{reverse("reports:frozen", args=[table.pk])}"') == 2
    assert "云县未报送：没有封存，也没有收到文件，本行没有数字。" in told
    assert shown.count('<tr class="absent">') == 6


def test_the_city_reads_no_name_and_opens_no_claim(areas, city) -> None:
    table = frozen(areas[0])
    client = signed_in(city)
    addresses = [PAGE + "?month=2021-04&area=530900", reverse("reports:frozen", args=[table.pk])]
    addresses += [reverse("reports:frozen_figure", args=[table.pk, 1, key]) for key in ("claims", "workers", "amount")]
    for address in addresses:
        page = client.get(address)
        shown = page.content.decode()
        assert (page.status_code, "秘密" in shown, "/reception/" in shown) == (200, False, False), address
    assert client.get(reverse("reports:figure", args=["claims"]), ASKED).status_code == 403
    assert client.get(reverse("reports:frozen_diff", args=[table.pk])).status_code == 403


def test_a_file_is_uploaded_looked_at_and_accepted(areas, city) -> None:
    client = signed_in(city)
    data = form_of(areas[1], claims=7)
    answer = client.post(UPLOAD, sent(areas[1], data), follow=True)
    row = DistrictFile.objects.get()
    assert answer.redirect_chain == [(reverse("reports:district_file", args=[row.pk]), 302)]
    assert ("逐格核对过，与附件一致" in text(answer), "核对无误，收下" in text(answer)) == (True, True)
    done = client.post(reverse("reports:district_accept", args=[row.pk]), follow=True)
    assert "凤庆县2021年4月的文件已收下，已列入全市情况表。" in text(done)
    assert "已收下文件" in text(done)
    assert client.post(reverse("reports:district_accept", args=[row.pk])).status_code == 422
    assert client.post(reverse("reports:district_xlsx", args=[row.pk])).content == data
    assert Event.objects.filter(act="download_file").count() == 1


def test_a_file_of_another_city_is_not_found(areas, city) -> None:
    row = take_district_file(
        area=areas[1], month=Month(2021, 4), name="情况表.xlsx", data=form_of(areas[1], claims=7), by=city, now=FILED
    )
    stranger = signed_in(factories.user("city", area=factories.area("530100")))
    for name in ("district_accept", "district_xlsx"):
        assert stranger.post(reverse(f"reports:{name}", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("reports:district_file", args=[row.pk])).status_code == 404


def test_an_infected_file_is_not_kept_and_a_scanned_one_says_when(areas, city, settings) -> None:
    with scanner() as clamd:
        settings.CLAMAV = clamd.address
        with pytest.raises(Refused, match="查出病毒"):
            take_district_file(area=areas[1], month=APRIL, name="表.xlsx", data=HARMFUL, by=city, now=FILED)
        row = take_district_file(area=areas[1], month=APRIL, name="表.xlsx", data=form_of(areas[1]), by=city, now=FILED)
    assert (DistrictFile.objects.get(), row.file.scanned_at) == (row, FILED)


def test_the_list_of_tables_knows_of_an_accepted_file(areas, city) -> None:
    row = take_district_file(area=areas[1], month=APRIL, name="表.xlsx", data=form_of(areas[1]), by=city, now=FILED)
    client, address = signed_in(city), reverse("reports:tables")
    assert "凤庆县 超期未封存" in text(client.get(address, ASKED))
    accept_district_file(file=row, by=city, now=FILED)
    page = client.get(address, ASKED)
    assert "凤庆县 已收下文件" in text(page)
    assert f'href="{reverse("reports:district_file", args=[row.pk])}"' in page.content.decode()


def test_drift_is_named_beside_the_sheet(areas, city) -> None:
    client = signed_in(city)
    page = client.post(UPLOAD, sent(areas[1], form(put(D5="5", F5=34.5678))), follow=True)
    told = text(page)
    assert "与附件不同的地方（2 处）" in told
    assert "D5 是文本格式的“5”，应为数字格式；已按 5 取用。" in told
    assert page.content.decode().count('class="faulty"') == 2
    blocked = client.post(UPLOAD, sent(areas[1], form(put(F4="涉及金额（元）"))), follow=True)
    assert ("不能收下" in text(blocked), "核对无误，收下" in text(blocked)) == (True, False)


def test_no_file_and_no_workbook_are_answered_in_words(areas, city) -> None:
    client = signed_in(city)
    nothing = client.post(UPLOAD, {"month": "2021-04", "area": "530921"})
    assert (nothing.status_code, "请选择县（区）报来的 .xlsx 文件。" in text(nothing)) == (422, True)
    wrong = client.post(UPLOAD, sent(areas[1], b"hello"))
    assert (wrong.status_code, "不是 .xlsx 工作簿" in text(wrong)) == (422, True)
    foreign = factories.area("530122")
    assert client.post(UPLOAD, sent(foreign, b"hello")).status_code == 422
    assert DistrictFile.objects.count() == 0


def test_the_city_freezes_and_sends_from_the_page(areas, city) -> None:
    source = frozen(areas[0])
    row = take_district_file(area=areas[1], month=APRIL, name="表.xlsx", data=form_of(areas[1]), by=city, now=FILED)
    accept_district_file(file=row, by=city, now=FILED)
    client = signed_in(city)
    answer = client.post(FREEZE, {**ASKED, "expected_version": 1, "remarks_1": "已核对。"}, follow=True)
    signed = MonthlyTable.objects.get(area=cities.city())
    assert "临沧市2021年4月情况表已封存，版本 1。" in text(answer)
    figure = client.get(reverse("reports:frozen_figure", args=[signed.pk, 1, "claims"])).content.decode()
    assert f'href="{reverse("reports:frozen", args=[source.pk])}"' in figure
    figure = client.get(reverse("reports:frozen_figure", args=[signed.pk, 2, "claims"])).content.decode()
    assert f'href="{reverse("reports:district_file", args=[row.pk])}"' in figure
    told = {"sent_on": str(signed.filed_on), "person": "李市级", "document_number": "临治欠办〔2021〕3号"}
    assert client.post(reverse("reports:submit", args=[signed.pk]), told).status_code == 302
    assert client.post(reverse("reports:submit", args=[source.pk]), told).status_code == 403
    page = text(client.get(reverse("reports:frozen", args=[signed.pk])))
    assert ("省治欠办经办人" in page, "市治欠办" in page.replace("省治欠办", "")) == (True, False)


def test_what_a_district_corrects_shows_as_a_change_of_the_city(areas, city) -> None:
    source = frozen(areas[0])
    client = signed_in(city)
    client.post(FREEZE, {**ASKED, "expected_version": 1})
    signed = MonthlyTable.objects.get(area=cities.city())
    assert "封存后有" not in text(client.get(PAGE, ASKED))
    rows.claim(rows.held_session(date(2021, 4, 26)))
    assert "封存后有" not in text(client.get(PAGE, ASKED))
    freeze_table(area=areas[0], month=APRIL, by=source.frozen_by, reason="补录", now=FILED)
    assert "封存后有" in text(client.get(PAGE, ASKED))
    changes = text(client.get(reverse("reports:frozen_diff", args=[signed.pk])))
    assert "临翔区数量（件）23" in changes


@pytest.mark.parametrize("signed", [1, 3])
def test_page_asks_the_same_number_of_queries(areas, city, django_assert_num_queries, signed: int) -> None:
    for area in areas[:signed]:
        frozen(area)
    client = signed_in(city)
    client.get(PAGE, ASKED)
    with django_assert_num_queries(22):
        client.get(PAGE, ASKED)
