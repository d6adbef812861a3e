"""Pages for residents without an account: the code of their door says no, or names a better moment."""

from contextlib import suppress
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import public
from buurvoorbuur.refusals import Refused
from outreach import codes, optouts, wishes
from outreach.forms.optouts import CodeForm
from outreach.models import Address
from outreach.opt_out_terms import Channel
from outreach.views import typed_codes
from outreach.visit_states import Wish
from outreach.wording.round_words import MOMENTS

TYPE = "outreach/optout_by_code.html"
# Whoever said no reads for so long at which address; then a kept link tells nothing.
NAMED_FOR = timedelta(minutes=10)
SALT = "optout_done"


@public
@require_http_methods(["GET", "POST"])
def optout_by_code(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the letter."""
    return typed_codes.opened(request, CodeForm(request.POST or None), TYPE)


@public
@require_http_methods(["GET", "POST"])
def optout_code(request: HttpRequest, code: str) -> HttpResponse:
    """The door of this code and one button; the door opts out only when the button is pressed."""
    address = codes.door_of(code)
    if address is None:
        return typed_codes.unknown(request, CodeForm({"code": code[:40]}), TYPE)
    if request.method == "POST":
        optouts.record(address=address, channel=Channel.CODE, by=None, at=clock.now())
        return redirect(f"{reverse('optout_done')}?{urlencode({'adres': _signed(address)})}")
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
        return typed_codes.unknown(request, CodeForm({"code": code[:40]}), TYPE)
    wish = request.POST.get("moment", "")
    if wish in list(Wish):
        # Refused only at a door that opted out, and then the page says that, and whom to call.
        with suppress(Refused):
            wishes.record(address=address, wish=Wish(wish), by=None, at=clock.now())
    return redirect("optout_code", code=codes.tidy(code))


@public
@require_GET
def optout_done(request: HttpRequest) -> HttpResponse:
    """Thank you; for a while it names the door whose code was used, no more than the page of that code."""
    address = _just_opted_out(request.GET.get("adres", ""))
    return render(
        request, "outreach/optout_done.html", {"address": address, "team": address and address.flat.team}
    )


def _signed(address: Address) -> str:
    """A door that said no just now, as nobody else can write it down."""
    return Signer(salt=SALT).sign(f"{address.pk} {int(clock.now().timestamp())}")


def _just_opted_out(signed: str) -> Address | None:
    """The door that we signed a moment ago; a link that was kept tells nothing."""
    try:
        pk, at = Signer(salt=SALT).unsign(signed).split()
    except BadSignature:
        return None
    if clock.now().timestamp() - int(at) > NAMED_FOR.total_seconds():
        return None
    return Address.objects.select_related("flat__team").filter(pk=pk).first()
