"""The frame around the screens: language, health, team, event log, and pages for when it goes wrong."""

import uuid
from datetime import timedelta
from logging import getLogger

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_GET, require_http_methods, require_POST

from buurvoorbuur import accounts, clock, event_export, event_seals, logos
from buurvoorbuur.access import CHOSEN_TEAM, Guarded, allow, public, team_in_reach
from buurvoorbuur.forms import LogoForm, TeamForm
from buurvoorbuur.models import Event, EventSeal, Team, TeamLogo
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission

log = getLogger(__name__)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language chosen on this browser, over what the account says."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # `redirect` would take a bare word for the name of a page, and fail when there is none.
    response = HttpResponseRedirect(back if is_ours and back.startswith("/") else "/")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@public
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether web and database answer; for the thing that keeps the site running."""
    connection.ensure_connection()
    return JsonResponse({"ok": True})


@public
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in this site, for who looks where such things stand (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # Within a year, says the standard; it moves along for as long as the site is kept.
    until = clock.now() + timedelta(days=180)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": until.isoformat(timespec="seconds"),
        "Preferred-Languages": "nl, en",
        "Canonical": f"{settings.PUBLIC_URL}{request.path}",
    }
    said = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@public
@require_GET
@gzip_page
@conditional_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that lets a round go on without network; served at the root, since it reaches no higher."""
    script = (settings.BASE_DIR / "static" / "sw.js").read_bytes()
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@public
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone without network shows instead of a page that it does not keep; in both languages."""
    return render(request, "offline.html")


@public
@require_GET
def logged_out(request: HttpRequest) -> HttpResponse:
    """Where logging out ends: its script wipes this phone, and keeps what still waits to be sent."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "logged_out.html")


@public
@require_POST
def clear_storage(request: HttpRequest) -> HttpResponse:
    """Has the browser forget all it kept of this site; asked for by a phone on which nothing waits.

    Not while somebody is logged in: they may have begun a talk beside the page that asks.
    """
    if request.user.is_authenticated:
        return HttpResponse(status=409)
    response = HttpResponse(status=204, headers={"Clear-Site-Data": '"storage"'})
    response.delete_cookie(settings.MADE_COOKIE_NAME, samesite="Strict")
    return response


@allow(Permission.EDIT_TEAM)
@require_http_methods(["GET", "POST"])
def team(request: Guarded) -> HttpResponse:
    """The team's contact and agreements, and who is in it."""
    ours = team_in_reach(request)
    form = TeamForm(request.POST or None, initial=TeamForm.initial_of(ours))
    if request.method == "POST" and form.is_valid():
        accounts.change_team(team=ours, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("team")
    return _team_page(request, ours, form=form)


@allow(Permission.EDIT_TEAM)
@require_GET
def team_logo(request: Guarded) -> HttpResponse:
    """The logo as it comes on paper."""
    picture = logos.of(team_in_reach(request))
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


@allow(Permission.EDIT_TEAM)
@require_POST
def team_logo_change(request: Guarded) -> HttpResponse:
    """Takes in a file as the team's logo."""
    ours = team_in_reach(request)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"].read()
            logos.change(team=ours, file=file, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("team")
    return _team_page(request, ours, logo_form=form)


@allow(Permission.EDIT_TEAM)
@require_POST
def team_logo_remove(request: Guarded) -> HttpResponse:
    """From now on our own drawing stands at the top again."""
    logos.remove(team=team_in_reach(request), by=request.user, at=clock.now())
    messages.success(request, _("The logo is gone; letters show our drawing again."))
    return redirect("team")


def _team_page(
    request: Guarded, ours: Team, *, form: TeamForm | None = None, logo_form: LogoForm | None = None
) -> HttpResponse:
    context = {
        "form": form or TeamForm(initial=TeamForm.initial_of(ours)),
        "logo_form": logo_form or LogoForm(),
        "logo": TeamLogo.objects.filter(team=ours).only("changed_at").first(),
        "ours": ours,
        "members": ours.memberships.filter(user__ended_at=None).select_related("user").order_by("role"),
    }
    return render(request, "team.html", context)


@allow(Permission.ENTER)
@require_POST
def team_choose(request: Guarded) -> HttpResponse:
    """Which of one's teams the next pages are about; remembered until logging out."""
    wanted = request.POST.get("team")
    if wanted not in {str(membership.team_id) for membership in request.memberships}:
        raise Http404
    request.session[CHOSEN_TEAM] = wanted
    return redirect("home")


@allow(Permission.SEE_EVENTS)
@require_GET
def events(request: Guarded) -> HttpResponse:
    """The last two hundred events of the teams within reach: who did what, never what it said.

    With `check` in the address every line of the log is held against its seal.
    """
    lines = Event.objects.of_teams(request.reach.teams)[:200]
    context = {
        "lines": accounts.with_actors(lines),
        "sealed": EventSeal.objects.order_by("pk").last(),
        "checked": event_seals.check() if "check" in request.GET else None,
    }
    return render(request, "events.html", context)


@allow(Permission.SEE_EVENTS, fresh=True)
@require_GET
def events_export(request: Guarded) -> HttpResponse:
    """All events of the teams within reach as a file; that it was taken is an event itself."""
    teams = Team.objects.filter(pk__in=request.reach.teams)
    lines = event_export.hand_out(teams=teams, by=request.user, at=clock.now())
    name = _("event-log") + f"-{clock.today():%Y-%m-%d}.jsonl"
    return HttpResponse(
        event_export.written_out(lines),
        content_type="application/jsonl",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf.html", status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page with a reference that is also in the log, and nothing of what was in hand.

    Rendered without the request: whatever broke the page may not break this one too.
    """
    reference = uuid.uuid4().hex[:8].upper()
    log.error("server error %s at %s", reference, request.resolver_match and request.resolver_match.view_name)
    return HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
