"""The head's pages of projects: what may be chosen, what is said of an empty field."""

from office.models import Code, Event, User
from reception.models import Company, Project
from tests import factories


def test_sector_of_a_project_is_a_sector(client, head):
    client.force_login(head)
    form = client.get("/admin/reception/project/add/").context["adminform"].form
    assert {code.kind for code in form.fields["sector"].queryset} == {Code.Kind.SECTOR}


def test_empty_name_is_named_in_plain_words(client, head):
    client.force_login(head)
    form = client.post("/admin/reception/project/add/", {"name": ""}).context["adminform"].form
    assert (form.errors, form.label_suffix) == ({"name": ["请填写。"]}, "")


def test_empty_choice_is_in_words(client, head):
    client.force_login(head)
    for page in ("project", "company"):
        assert "---------" not in client.get(f"/admin/reception/{page}/add/").content.decode()


def test_companies_of_a_project_are_typed_by_name(client, head):
    own, foreign = factories.company("示例建设公司"), "外地建设公司"
    Company.objects.create(area=factories.area("530921"), name=foreign)
    client.force_login(head)
    typed = {"name": "南屏小区", "developer": " 示例建设公司 ", "general_contractor": ""}
    client.post("/admin/reception/project/add/", typed)
    project = Project.objects.get()
    assert (project.developer, project.general_contractor) == (own, None)

    address = f"/admin/reception/project/{project.pk}/change/"
    assert 'value="示例建设公司"' in client.get(address).content.decode()
    for name in (foreign, "没有的公司", str(own.pk)):
        form = client.post(address, typed | {"general_contractor": name}).context["adminform"].form
        assert form.errors == {
            "general_contractor": [f"没有名为“{name}”的单位：请填全称，或先在“单位和企业”中新增、更名。"]
        }
    client.post(address, typed | {"developer": "", "general_contractor": own.name})
    project.refresh_from_db()
    assert (project.developer, project.general_contractor) == (None, own)


def test_an_account_without_an_area_adds_nothing(client, head):
    User.objects.filter(pk=head.pk).update(area=None)
    client.force_login(User.objects.get(pk=head.pk))
    assert client.get("/admin/reception/company/add/").status_code == 403


def test_a_company_that_is_a_person_is_not_named_in_the_trail(client, head):
    row = Company.objects.create(area=head.area, name="王老五")
    client.force_login(head)
    client.post(
        f"/admin/reception/company/{row.pk}/change/", {"name": "王老五木工班", "unit": factories.unit("住建").pk}
    )
    row.refresh_from_db()
    event = Event.objects.latest("number")
    assert (row.name, event.act, event.data["values"]) == ("王老五木工班", "change_reference", {"unit": "住建"})
    assert "王老五" not in str(list(Event.objects.values_list("data", flat=True)))
