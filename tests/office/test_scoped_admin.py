"""The holes of the stock admin, each tried: none may answer."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Area, CalendarYear, Code, Event, Parameter, SpecialDay, Unit, User
from office.roles import Role
from office.scoped_admin import ScopedAdmin
from office.trail import check_chain, record
from reception.models import Company, Project
from tests import factories


@pytest.fixture
def as_head(client: Client, head) -> Client:
    client.force_login(head)
    return client


@pytest.fixture
def as_secadmin(client: Client, secadmin) -> Client:
    client.force_login(secadmin)
    return client


@pytest.fixture
def as_auditor(client: Client, auditor) -> Client:
    client.force_login(auditor)
    return client


def _shown(response) -> list[str]:
    return [str(row) for row in response.context["cl"].result_list]


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=pbkdf2",
        "password__regex=^p",
        "username__startswith=h",
        "roles__role=head",
        "roles__user__password__startswith=p",
        "events__digest__startswith=0",
        "claim__petitioner__id_number_index__startswith=0",
        "id=1",
        "pk__in=1,2",
        "unit__users__password__startswith=p",
    ],
)
def test_lookup_in_the_address_is_refused(as_secadmin: Client, query: str) -> None:
    assert as_secadmin.get(f"/admin/office/user/?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "claims__petitioner__name__startswith=岩",
        "claims__petitioner__id_number__startswith=5309",
        "claims__petitioner__id_number__exact=530902190101010016",
        "claims__petitioner__phone__isnull=True",
        "claims__workers__account__contains=6",
        "name__startswith=云",
    ],
)
def test_personal_field_behind_a_company_is_refused(as_head: Client, query: str) -> None:
    assert as_head.get(f"/admin/reception/company/?{query}").status_code == 400


@pytest.mark.parametrize("to_field", ["password", "username", "email", "unit"])
@pytest.mark.parametrize("page", ["", "add/"])
def test_to_field_is_no_oracle(as_secadmin: Client, to_field: str, page: str) -> None:
    assert as_secadmin.get(f"/admin/office/user/{page}?_to_field={to_field}&_popup=1").status_code == 400


def test_row_is_not_found_by_another_field(as_secadmin: Client, secadmin) -> None:
    response = as_secadmin.get(f"/admin/office/user/{secadmin.username}/change/?_to_field=username")

    assert response.status_code == 400


def test_order_by_listed_columns_only(as_secadmin: Client) -> None:
    """Column 2 is the display name, 0 the user name; only the second may order."""
    for username, name in (("m1", "丙"), ("m2", "甲"), ("m3", "乙")):
        factories.user("clerk", username=username, display_name=name)

    assert _shown(as_secadmin.get("/admin/office/user/?role=clerk")) == ["丙", "甲", "乙"]
    assert _shown(as_secadmin.get("/admin/office/user/?role=clerk&o=1")) == ["丙", "甲", "乙"]
    assert _shown(as_secadmin.get("/admin/office/user/?role=clerk&o=-1")) == ["丙", "甲", "乙"]
    assert _shown(as_secadmin.get("/admin/office/user/?role=clerk&o=-0")) == ["乙", "甲", "丙"]


@pytest.mark.parametrize(
    "address", ["/admin/autocomplete/?app_label=office&model_name=user&field_name=unit", "/admin/r/1/1/"]
)
def test_pages_that_answer_for_any_model_are_gone(as_secadmin: Client, address: str) -> None:
    assert as_secadmin.get(address).status_code == 404


def test_no_parameter_is_added(as_head: Client) -> None:
    added = {"key": "new", "label": "新参数", "value": "1", "note": ""}
    assert [as_head.get("/admin/office/parameter/add/").status_code,
            as_head.post("/admin/office/parameter/add/", added).status_code] == [403, 403]  # fmt: skip


@pytest.mark.parametrize("model", ["unit", "code", "area", "parameter", "specialday"])
def test_nothing_is_deleted(as_head: Client, model: str) -> None:
    found = {"unit": Unit, "code": Code, "area": Area, "parameter": Parameter, "specialday": SpecialDay}[model]
    row = found.objects.first()

    assert as_head.post(f"/admin/office/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    as_head.post(f"/admin/office/{model}/", bulk)
    assert found.objects.filter(pk=row.pk).exists()


def test_change_is_one_event_of_our_trail(as_head: Client, head) -> None:
    parameter = Parameter.objects.get(key="office_limit_days")

    response = as_head.post(f"/admin/office/parameter/{parameter.pk}/change/", {"value": "12", "note": "试行"})

    assert response.status_code == 302
    event = Event.objects.get(act="change_reference")
    assert (event.by, event.object_type, event.object_id) == (head, "office.parameter", str(parameter.pk))
    assert event.data == {"fields": ["值", "说明"], "values": {"key": "office_limit_days", "value": "12"}}
    assert LogEntry.objects.count() == 0
    assert check_chain()[1] is None
    history = as_head.get(f"/admin/office/parameter/{parameter.pk}/history/").content.decode()
    assert "修改资料" in history
    assert "值、说明" in history


@pytest.mark.parametrize("value", ["", "0", "-1", "十五", "99999", "1.5"])
def test_parameter_that_is_a_number_stays_one(as_head: Client, value: str) -> None:
    parameter = Parameter.objects.get(key="office_limit_days")

    assert as_head.post(f"/admin/office/parameter/{parameter.pk}/change/", {"value": value}).status_code == 200
    parameter.refresh_from_db()
    assert parameter.value == "15"


def test_telephone_number_may_be_changed_though_it_is_all_digits(as_head: Client) -> None:
    parameter = Parameter.objects.get(key="contact_phone")
    for value in ("08830000000", "08830000001", "0883-0000002", ""):
        response = as_head.post(f"/admin/office/parameter/{parameter.pk}/change/", {"value": value})
        parameter.refresh_from_db()
        assert (response.status_code, parameter.value) == (302, value)


@pytest.mark.parametrize("value", ["", "可以", "1"])
def test_switch_stays_a_switch(as_head: Client, value: str) -> None:
    parameter = Parameter.objects.get(key="epidemic_checklist")

    assert as_head.post(f"/admin/office/parameter/{parameter.pk}/change/", {"value": value}).status_code == 200
    parameter.refresh_from_db()
    assert parameter.value == "是"


def test_code_of_the_office_gets_a_key_of_its_own(as_head: Client) -> None:
    response = as_head.post(
        "/admin/office/code/add/", {"kind": "sector", "label": "家政", "position": 9, "is_active": "on"}
    )

    assert response.status_code == 302
    assert Code.objects.get(label="家政").key.startswith("own-")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Code, {"label": "市政", "position": 1, "is_active": "on"}),
        (Unit, {"short_name": "人社", "name": "新名", "position": 1, "is_active": "on"}),
    ],
)
def test_double_name_is_refused_in_words(as_head: Client, model, change: dict) -> None:
    row = model.objects.filter(**({"key": "building"} if model is Code else {"short_name": "住建"})).get()

    response = as_head.post(f"/admin/office/{model._meta.model_name}/{row.pk}/change/", change)

    assert response.status_code == 422
    assert "重复" in response.content.decode()
    row.refresh_from_db()
    assert str(row) in ("房屋建筑", "住建")
    assert Event.objects.filter(act="change_reference").count() == 0


def test_known_year_is_added_but_not_changed(as_head: Client) -> None:
    assert as_head.post("/admin/office/calendaryear/add/", {"year": 2027}).status_code == 302
    year = CalendarYear.objects.get(year=2027)
    assert as_head.post(f"/admin/office/calendaryear/{year.pk}/change/", {"year": 2028}).status_code == 403


def test_foreign_company_and_absent_one_answer_alike(as_head: Client) -> None:
    foreign = Company.objects.create(area=factories.area("530903"), name="外区公司")

    answers = [as_head.get(f"/admin/reception/company/{pk}/change/", follow=True) for pk in (foreign.pk, 999999)]
    assert [answer.status_code for answer in answers] == [404] * 2
    assert "外区公司" not in "".join(answer.content.decode() for answer in answers)
    assert "外区公司" not in as_head.get("/admin/reception/company/").content.decode()


def test_foreign_company_cannot_be_chosen_by_its_number(as_head: Client) -> None:
    foreign = Company.objects.create(area=factories.area("530903"), name="外区公司")

    response = as_head.post("/admin/reception/project/add/", {"name": "南屏小区", "developer": foreign.pk})

    assert response.status_code == 200
    assert "外区公司" not in response.content.decode()
    assert Project.objects.count() == 0


def test_new_project_belongs_to_the_own_area(as_head: Client, head) -> None:
    assert as_head.post("/admin/reception/project/add/", {"name": "南屏小区"}).status_code == 302
    assert Project.objects.get().area == head.area


@pytest.mark.parametrize(
    "address",
    ["/admin/office/unit/", "/admin/office/area/", "/admin/reception/company/", "/admin/reception/project/"],
)
def test_list_asks_the_same_number_of_queries_with_more_rows(as_head: Client, head, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_head.get(address).status_code == 200
        return len(captured)

    _add_rows(head.area, 1)
    few = queries()
    _add_rows(head.area, 5)
    assert queries() == few <= 12


def _add_rows(area: Area, count: int) -> None:
    for _ in range(count):
        number = Company.objects.count()
        company = Company.objects.create(area=area, name=f"公司{number}", unit=factories.unit())
        Project.objects.create(area=area, name=f"项目{number}", developer=company, general_contractor=company)
        factories.unit(f"新{number}")
        Area.objects.create(code=f"5309{number + 20}", name=f"区{number}", short_name=f"区{number}", parent=area)


def test_user_page_shows_no_password(as_secadmin: Client, secadmin) -> None:
    account = factories.user("clerk", username="li", password="a-password-8")
    User.objects.filter(pk=account.pk).update(password=make_password("a-password-8"))

    pages = [as_secadmin.get(f"/admin/office/user/{page}") for page in ("", f"{account.pk}/change/")]
    assert [page.status_code for page in pages] == [200, 200]
    assert "pbkdf2" not in "".join(page.content.decode() for page in pages)


def test_new_account_shows_its_password_once(as_secadmin: Client) -> None:
    form = {"username": "li", "display_name": "李岗位", "roles": ["clerk"], "area": factories.area().pk, "unit": ""}
    response = as_secadmin.post("/admin/office/user/add/", form)

    account = User.objects.get(username="li")
    assert response.status_code == 200
    assert account.check_password(response.context["password"])
    assert response.context["password"] in response.content.decode()
    assert account.role_set == {"clerk"}
    assert Event.objects.filter(object_type="office.user").count() == 1


def test_wrong_account_is_told_beside_the_form(as_secadmin: Client, secadmin) -> None:
    form = {"username": secadmin.username, "display_name": "李岗位", "roles": ["liaison"], "area": "", "unit": ""}
    response = as_secadmin.post("/admin/office/user/add/", form)

    said = response.content.decode()
    assert response.status_code == 200
    assert "联络员须指定所在的成员单位。" in said
    assert User.objects.count() == 1


def test_account_is_changed_and_disabled(as_secadmin: Client, secadmin) -> None:
    account = factories.user("clerk", username="li")
    form = {"display_name": "李岗位", "roles": ["auditor"], "area": "", "unit": ""}

    assert as_secadmin.post(f"/admin/office/user/{account.pk}/change/", form).status_code == 302
    account = User.objects.get(pk=account.pk)
    assert (account.username, account.display_name, account.role_set, account.is_active) == (
        "li",
        "李岗位",
        {"auditor"},
        False,
    )
    assert Event.objects.filter(object_type="office.user").count() == 1


def test_own_roles_are_not_changed(as_secadmin: Client, secadmin) -> None:
    form = {
        "display_name": "王",
        "roles": ["secadmin", "head"],
        "area": secadmin.area_id,
        "unit": "",
        "is_active": "on",
    }
    response = as_secadmin.post(f"/admin/office/user/{secadmin.pk}/change/", form)

    assert response.status_code == 200
    assert "另一位安全管理员" in response.content.decode()
    assert User.objects.get(pk=secadmin.pk).role_set == {"secadmin"}


def test_password_is_reset_and_shown_once(as_secadmin: Client, clerk) -> None:
    address = f"/admin/office/user/{clerk.pk}/reset-password/"

    assert as_secadmin.get(address).status_code == 200
    assert not User.objects.get(pk=clerk.pk).must_change_password
    response = as_secadmin.post(address)
    assert User.objects.get(pk=clerk.pk).check_password(response.context["password"])


def test_trail_is_paged_by_key_without_counting(as_auditor: Client) -> None:
    with transaction.atomic():
        for _ in range(120):
            record("sign_in", by=None)
    with CaptureQueriesContext(connection) as captured:
        page = as_auditor.get("/admin/office/event/?act=sign_in")
    assert "COUNT(" not in " ".join(query["sql"] for query in captured)
    assert len(captured) <= 6

    numbers = []
    while True:
        numbers += [event.number for event in page.context["cl"].result_list]
        older = page.context["cl"].older_page
        if not older:
            break
        page = as_auditor.get(f"/admin/office/event/{older}")
    last = Event.objects.order_by("-number").first().number
    assert numbers == list(range(last, last - 120, -1))
    back = as_auditor.get(f"/admin/office/event/{page.context['cl'].newer_page}")
    assert [event.number for event in back.context["cl"].result_list] == numbers[50:100]


@pytest.mark.parametrize(
    "query", ["older_than=x", "older_than=1%27", "newer_than=-1", "older_than=99999999999999999999"]
)
def test_trail_made_up_page_is_the_first_page(as_auditor: Client, query: str) -> None:
    assert as_auditor.get(f"/admin/office/event/?{query}", follow=True).status_code == 200


def test_trail_is_read_only(as_auditor: Client) -> None:
    event = Event.objects.first()

    assert as_auditor.get(f"/admin/office/event/{event.pk}/change/").status_code == 200
    assert as_auditor.post(f"/admin/office/event/{event.pk}/change/", {"act": "x"}).status_code == 403
    assert as_auditor.get("/admin/office/event/add/").status_code == 403


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("secadmin", "user/?role=%00"),
        ("secadmin", "user/?role=head%00"),
        ("auditor", "event/?act=%00"),
        ("auditor", "event/?act=sign_in&act=%00"),
        ("head", "specialday/?year=0000"),
        ("head", "specialday/?year=9999"),
    ],
)
def test_made_up_value_of_a_filter_breaks_no_page(client: Client, reference, role: str, address: str) -> None:
    client.force_login(factories.user(role))

    assert client.get(f"/admin/office/{address}").status_code == 200


def test_yes_and_no_are_words(as_head: Client) -> None:
    page = as_head.get("/admin/office/unit/").content.decode()
    assert 'alt="True"' not in page
    assert '<td class="field-said">是</td>' in page


def test_event_names_its_account_without_a_link(as_auditor: Client, auditor) -> None:
    with transaction.atomic():
        shown, console = record("sign_in", by=auditor), record("demo", by=None)
    page = as_auditor.get(f"/admin/office/event/{shown.pk}/change/").content.decode()
    assert str(auditor) in page
    assert "/admin/office/user/" not in page
    assert "服务器命令" in as_auditor.get(f"/admin/office/event/{console.pk}/change/").content.decode()


def test_a_head_keeps_the_areas_and_units_of_the_own_area_alone(as_head: Client, head, sysadmin) -> None:
    foreign = factories.unit("水利", of=factories.area("530921"))
    pages = (f"/admin/office/unit/{foreign.pk}/change/", f"/admin/office/area/{foreign.area_id}/change/")
    assert [as_head.get(page).status_code for page in pages] == [404, 404]
    assert foreign not in as_head.get("/admin/office/unit/").context["cl"].result_list
    form = as_head.get("/admin/office/unit/add/").context["adminform"].form
    assert list(form.fields["area"].queryset) == [head.area]

    as_head.force_login(sysadmin)
    assert [as_head.get(page).status_code for page in pages] == [200, 200]


def test_deleting_is_refused_behind_the_hidden_button_too(rf, head) -> None:
    request, unit = rf.post("/"), factories.unit()
    request.user = head
    admin = site.get_model_admin(Unit)
    with pytest.raises(PermissionDenied, match="不能删除"):
        admin.log_deletion(request, unit, str(unit))
    with pytest.raises(PermissionDenied, match="不能删除"):
        admin.log_deletions(request, Unit.objects.all())


@pytest.mark.parametrize("role", Role.values)
def test_permissions_behind_the_guard_follow_the_roles(rf, reference: None, role: str) -> None:
    request = rf.get("/")
    request.user = factories.user(role)
    for admin in (each for each in site._registry.values() if isinstance(each, ScopedAdmin)):
        looks = role in admin.roles
        found = (admin.has_module_permission(request), admin.has_view_permission(request))
        assert found == (looks, looks), admin.model
