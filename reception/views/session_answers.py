"""How the buttons on a session's page are answered: back to the page with a sentence, or with what is missing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from office.refusals import Refused
from reception.models import ReceptionSession


def back_to(request: HttpRequest, session: ReceptionSession, message: str) -> HttpResponse:
    """To the session's page, with what was done."""
    messages.success(request, message)
    return redirect("reception:session", pk=session.pk)


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Values of a small form on a page; its faults become the page that names what is missing."""
    if not form.is_valid():
        raise Refused([message for messages_ in form.errors.values() for message in messages_])
    return form.cleaned_data
