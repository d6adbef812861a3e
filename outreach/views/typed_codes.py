"""A code that somebody types: the page it opens, or a gentle sentence, and a pause after many wrong ones."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buurvoorbuur import clock
from outreach import codes, guesses
from outreach.forms.optouts import CardCodeForm, CodeForm


def opened(request: HttpRequest, form: CodeForm, template: str) -> HttpResponse:
    """The page that the typed code opens.

    A card's code opens its own page from anywhere. A letter's code says no to visits: whoever asked for
    something else is told so first, and goes there by a link.
    """
    if request.method == "POST" and form.is_valid():
        code = codes.tidy(form.cleaned_data["code"])
        if codes.door_of(code):
            if isinstance(form, CardCodeForm):
                return render(request, template, {"form": form, "letter_code": code})
            return redirect("optout_code", code=code)
        if codes.resident_of(code):
            return redirect("consent_code", code=code)
        return unknown(request, form, template, status=200)
    return render(request, template, {"form": form})


def unknown(request: HttpRequest, form: CodeForm, template: str, status: int = 404) -> HttpResponse:
    """A gentle sentence for a code that is on no paper; after many of them a pause, for wrong codes only."""
    if guesses.note_wrong(client=get_adapter(request).get_client_ip(request), at=clock.now()):
        said = _("We do not know this code. Look once more, or call the number at the bottom of your letter.")
    else:
        status = 429
        said = _("That were many wrong codes. Please call the number at the bottom of your letter.")
    form.add_error("code", said)
    return render(request, template, {"form": form}, status=status)
