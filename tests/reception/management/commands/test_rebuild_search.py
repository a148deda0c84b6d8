import json
from io import StringIO

from django.core.management import call_command

from reception.models import ClaimText
from tests import factories


def test_index_is_made_anew(head):
    factories.claim(head)
    ClaimText.objects.all().delete()
    out = StringIO()
    call_command("rebuild_search", "--json", stdout=out)
    assert (json.loads(out.getvalue()), ClaimText.objects.count()) == ({"claims": 1}, 1)


def test_what_it_says(db):
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue() == "查找索引已重建：诉求 0 件。\n"
