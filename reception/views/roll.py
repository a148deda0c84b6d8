"""The grid of the wage roll asks here: what was pasted, read into its columns, and what is to be said of each cell."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from reception.forms.roll import RollRows
from reception.views.intake import ROLL


@require_POST
def roll_read(request: HttpRequest) -> JsonResponse:
    """The rows as they stand after the paste, and a sentence for each cell that has one; nothing is stored.

    `rows` is empty unless something was pasted and read; a cell of `notes` is row, column, sentence, is it a fault. `kept`
    are those that only the paste could tell; they hold until their cell is changed.
    """
    roll = RollRows(request.POST, prefix=ROLL)
    rows = [form.typed() for form in roll.forms] if roll.pasting.is_read else []
    notes = [[place, name, said, is_fault] for (place, name), (said, is_fault) in roll.notes().items()]
    kept = [[place, name, said] for (place, name), said in roll.pasting.cells.items()]
    return JsonResponse({"rows": rows, "notes": notes, "kept": kept, "remarks": roll.pasting.remarks})
