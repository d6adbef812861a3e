"""Changing one's own e-mail address: asking for it, taking that back, and the link in the new mailbox."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock, email_changes
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.member_forms import EmailForm
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission


@allow(Permission.ENTER, fresh=True)
@require_http_methods(["GET", "POST"])
def change(request: Guarded) -> HttpResponse:
    """Asks for another address; the page says what waits already."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_often := _too_often(request):
            return too_often
        try:
            email_changes.ask(user=request.user, **form.cleaned_data, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Look in the mailbox of your new address: there is a link in it."))
            return redirect("email_change")
    waiting = email_changes.waiting(request.user, clock.now())
    return render(request, "email_change.html", {"form": form, "waiting": waiting})


@allow(Permission.ENTER)
@require_POST
def withdraw(request: Guarded) -> HttpResponse:
    """The old address stays."""
    email_changes.withdraw(user=request.user, at=clock.now())
    messages.success(request, _("Your address stays as it was."))
    return redirect("account")


@allow(Permission.ENTER)
@require_http_methods(["GET", "POST"])
def confirm(request: Guarded, key: str) -> HttpResponse:
    """Where the link leads: pressing the button there makes the new address count."""
    asked = email_changes.by_key(key, request.user, clock.now())
    if asked is None:
        return render(request, "email_change_closed.html", status=404)
    if request.method == "POST":
        here = request.session.session_key
        email_changes.confirm(key=key, user=request.user, here=here, at=clock.now())
        messages.success(request, _("From now on you log in with your new address."))
        return redirect("account")
    return render(request, "email_change_confirm.html", {"asked": asked})


def _too_often(request: HttpRequest) -> HttpResponse | None:
    """Each asking mails somebody, who may not want it."""
    no: HttpResponse | None = ratelimit.consume_or_429(request, action="manage_email", user=request.user)
    return no
