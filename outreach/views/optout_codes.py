"""Pages for residents without an account: the code of their door says no, or names a better moment."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import public
from buurvoorbuur.refusals import Refused
from outreach import codes, guesses, optouts, wishes
from outreach.forms.optouts import CodeForm
from outreach.opt_out_terms import Channel
from outreach.visit_states import Wish
from outreach.wording.round_words import MOMENTS


@public
@require_http_methods(["GET", "POST"])
def optout_by_code(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = codes.tidy(form.cleaned_data["code"])
        if codes.door_of(code):
            return redirect("optout_code", code=code)
        return _unknown(request, form, status=200)
    return render(request, "outreach/optout_by_code.html", {"form": form})


@public
@require_http_methods(["GET", "POST"])
def optout_code(request: HttpRequest, code: str) -> HttpResponse:
    """The door of this code and one button; the door opts out only when the button is pressed."""
    address = codes.door_of(code)
    if address is None:
        return _unknown(request, CodeForm({"code": code[:40]}), status=404)
    if request.method == "POST":
        optouts.record(address=address, channel=Channel.CODE, by=None, at=clock.now())
        return redirect("optout_done")
    context = {
        "address": address,
        "code": codes.tidy(code),
        "team": address.flat.team,
        "wish": wishes.standing(address),
        "moments": MOMENTS.items(),
    }
    return render(request, "outreach/optout_code.html", context)


@public
@require_POST
def optout_wish(request: HttpRequest, code: str) -> HttpResponse:
    """Rather at another moment, in one press; the page of the code then says so."""
    address = codes.door_of(code)
    if address is None:
        return _unknown(request, CodeForm({"code": code[:40]}), status=404)
    wish = request.POST.get("moment", "")
    if wish in list(Wish):
        # Refused only at a door that opted out, and then the page says that, and whom to call.
        with suppress(Refused):
            wishes.record(address=address, wish=Wish(wish), by=None, at=clock.now())
    return redirect("optout_code", code=codes.tidy(code))


@public
@require_GET
def optout_done(request: HttpRequest) -> HttpResponse:
    """Thank you; it names no door."""
    return render(request, "outreach/optout_done.html")


def _unknown(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    """A gentle sentence for a code that is on no letter; after many of them a pause, for wrong codes only."""
    if guesses.note_wrong(client=get_adapter(request).get_client_ip(request), at=clock.now()):
        form.add_error(
            "code", _("We do not know this code. Look once more, or call the number on your letter.")
        )
    else:
        status = 429
        form.add_error("code", _("That were many wrong codes. Please call the number on your letter."))
    return render(request, "outreach/optout_by_code.html", {"form": form}, status=status)
