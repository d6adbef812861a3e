"""Pages for residents without an account: with their own code they see their consents and withdraw them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import public
from buurvoorbuur.refusals import Refused
from outreach import codes, consents, own_consents, residents
from outreach.consent_terms import How, Purpose
from outreach.forms.optouts import CardCodeForm
from outreach.models import Resident
from outreach.views import typed_codes

TYPE = "outreach/consent_by_code.html"
EVERYTHING = "everything"


@public
@require_http_methods(["GET", "POST"])
def consent_by_code(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the card."""
    return typed_codes.opened(request, CardCodeForm(request.POST or None), TYPE)


@public
@require_http_methods(["GET", "POST"])
def consent_code(request: HttpRequest, code: str) -> HttpResponse:
    """Each yes in the words that were read aloud, with one button to take it back."""
    person = codes.resident_of(code)
    if person is None:
        return typed_codes.unknown(request, CardCodeForm({"code": code[:40]}), TYPE)
    if request.method == "POST":
        still_there = _withdraw(person, request.POST.get("purpose", ""))
        return redirect("consent_code", code=codes.tidy(code)) if still_there else redirect("consent_done")
    context = {
        "consents": own_consents.of(person),
        "taken_back": own_consents.taken_back(person),
        "code": codes.tidy(code),
        "team": person.address.flat.team,
        "everything": EVERYTHING,
    }
    return render(request, "outreach/consent_code.html", context)


@public
@require_GET
def consent_done(request: HttpRequest) -> HttpResponse:
    """Everything was taken back, and nothing is held any more; it names nobody."""
    return render(request, "outreach/consent_done.html")


def _withdraw(person: Resident, chosen: str) -> bool:
    """Whether this resident still said yes to something afterwards; what cannot be chosen changes nothing."""
    try:
        if chosen == EVERYTHING:
            residents.erase(resident=person, by=None, at=clock.now())
            return False
        if chosen in list(Purpose):
            purpose = Purpose(chosen)
            return bool(
                consents.withdraw(resident=person, purpose=purpose, how=How.CODE, by=None, at=clock.now())
            )
    except Refused:  # pressed twice: the last yes was taken back a moment ago
        return False
    return True
