"""Reports on screen and as files: of one flat for its doors, of a neighbourhood for its welfare workers."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of
from buurvoorbuur.models import Team
from buurvoorbuur.roles import Permission
from outreach import door_counts as counting
from outreach import named_papers, released, report_pages, reports
from outreach.forms.named_papers import DeliveredForm
from outreach.forms.reports import QuarterForm, SelectionForm
from outreach.models import Flat
from outreach.released import Selection
from outreach.reports import Export
from outreach.wording import count_words, release_words, report_sentences, report_words, trace_words

KINDS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_GET
def index(request: Guarded) -> HttpResponse:
    """Which reports this person may open."""
    own = reach_of(request.user, Permission.REPORT_FLATS)
    context = {
        "teams": Team.objects.filter(pk__in=request.reach.teams).order_by("name"),
        "flats": Flat.objects.within_reach_of(own).select_related("team").order_by("name"),
        "own_teams": own.teams,
    }
    return render(request, "outreach/reports.html", context)


@allow(Permission.REPORT_FLATS)
@require_GET
def flat_report(request: Guarded, pk: int) -> HttpResponse:
    """The report of a flat as it stands now, with what the team may see beside it."""
    report = reports.flat_report(_flat(request, pk))
    context = {
        "flat": report.flat,
        "papers": DeliveredForm.for_each(report.flat),
        "figures": report_words.of_flat(report),
        "sentences": report_sentences.of_flat(report),
        "own_words": report.own_words,
        "left_out": trace_words.of(report.own_words.found) if report.own_words else [],
    }
    return render(request, "outreach/flat_report.html", context)


@allow(Permission.REPORT_FLATS)
@require_POST
def flat_report_pdf(request: Guarded, pk: int) -> HttpResponse:
    """The report as one A4 for all doors, in the language asked for or else the reader's.

    By POST: whose name goes on it is kept, to find the paper again.
    """
    place = _flat(request, pk)
    asked = request.POST.get("language")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    report = named_papers.report_to_print(flat=place, by=request.user, at=clock.now())
    paper = report_pages.flat_paper(report, on=clock.today(), language=language)
    return _file(paper, _("report") + f"-{place}.pdf")


@allow(Permission.REPORT_FLATS)
@require_GET
def flat_report_csv(request: Guarded, pk: int) -> HttpResponse:
    """The figures of the report for a spreadsheet."""
    place = _flat(request, pk)
    sheet = report_pages.flat_sheet(reports.flat_report(place), on=clock.today())
    return _handed_out(request, place, Export.FLAT_CSV, sheet, _("report") + f"-{place}.csv")


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_GET
def neighbourhood_report(request: Guarded, pk: UUID) -> HttpResponse:
    """What was released of the flats of a team, of the quarters that were chosen."""
    team = _team(request, pk)
    form = _selection(request, team)
    report = released.report(team, form.selection)
    context = {
        "team": team,
        "form": form,
        "report": report,
        "figures": release_words.of_neighbourhood(report),
        "chosen": urlencode({name: request.GET[name] for name in form.fields if request.GET.get(name)}),
    }
    return render(request, "outreach/neighbourhood_report.html", context)


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_GET
def neighbourhood_report_pdf(request: Guarded, pk: UUID) -> HttpResponse:
    """The neighbourhood's report on paper."""
    team = _team(request, pk)
    form = _selection(request, team)
    report = released.report(team, form.selection)
    paper = report_pages.neighbourhood_paper(report, scope=form.in_words, language=get_language())
    return _handed_out(
        request, team, Export.NEIGHBOURHOOD_PDF, paper, _("report") + f"-{team.neighbourhood}.pdf"
    )


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_GET
def neighbourhood_report_csv(request: Guarded, pk: UUID) -> HttpResponse:
    """The neighbourhood's figures for a spreadsheet."""
    team = _team(request, pk)
    form = _selection(request, team)
    sheet = report_pages.neighbourhood_sheet(released.report(team, form.selection), scope=form.in_words)
    return _handed_out(
        request, team, Export.NEIGHBOURHOOD_CSV, sheet, _("report") + f"-{team.neighbourhood}.csv"
    )


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_GET
def neighbourhood_slide(request: Guarded, pk: UUID) -> HttpResponse:
    """One page to show at a meeting, of all flats and quarters that were released."""
    team = _team(request, pk)
    report = released.report(team, Selection())
    paper = report_pages.neighbourhood_slide(report, team=team, language=get_language())
    return _handed_out(request, team, Export.SLIDE_PDF, paper, _("slide") + f"-{team.neighbourhood}.pdf")


@allow(Permission.REPORT_FLATS)
@require_GET
def door_counts(request: Guarded, pk: UUID) -> HttpResponse:
    """All doors of a team, by flat and by letter, as they stand or of one quarter."""
    team = _team(request, pk)
    form = _quarter(request, team)
    context = {
        "team": team,
        "form": form,
        "figures": count_words.of_team(counting.of_team(team, form.chosen)),
        "chosen": form.chosen,
    }
    return render(request, "outreach/door_counts.html", context)


@allow(Permission.REPORT_FLATS)
@require_GET
def door_counts_pdf(request: Guarded, pk: UUID) -> HttpResponse:
    """The same tables on paper."""
    team = _team(request, pk)
    quarter = _quarter(request, team).chosen
    paper = report_pages.door_counts_paper(
        team, counting.of_team(team, quarter), quarter, on=clock.today(), language=get_language()
    )
    return _handed_out(request, team, Export.DOORS_PDF, paper, _("doors") + f"-{team.neighbourhood}.pdf")


@allow(Permission.REPORT_FLATS)
@require_GET
def door_counts_csv(request: Guarded, pk: UUID) -> HttpResponse:
    """The same tables for a spreadsheet."""
    team = _team(request, pk)
    quarter = _quarter(request, team).chosen
    sheet = report_pages.door_counts_sheet(team, counting.of_team(team, quarter), quarter, on=clock.today())
    return _handed_out(request, team, Export.DOORS_CSV, sheet, _("doors") + f"-{team.neighbourhood}.csv")


def _quarter(request: Guarded, team: Team) -> QuarterForm:
    return QuarterForm(request.GET, quarters=counting.quarters(team, at=clock.now()))


def _selection(request: Guarded, team: Team) -> SelectionForm:
    return SelectionForm(request.GET, choices=released.choices(team))


def _flat(request: Guarded, pk: int) -> Flat:
    return get_object_or_404(Flat.objects.within_reach_of(request.reach).select_related("team"), pk=pk)


def _team(request: Guarded, pk: UUID) -> Team:
    return get_object_or_404(Team.objects.filter(pk__in=request.reach.teams), pk=pk)


def _handed_out(
    request: Guarded, about: Flat | Team, export: Export, content: bytes, name: str
) -> HttpResponse:
    """A file that leaves the house, which is written down."""
    reports.exported(about=about, export=export, by=request.user, at=clock.now())
    return _file(content, name)


def _file(content: bytes, name: str) -> HttpResponse:
    stem, _dot, ending = name.rpartition(".")
    disposition = content_disposition_header(True, f"{slugify(stem)}.{ending}")
    return HttpResponse(content, content_type=KINDS[ending], headers={"Content-Disposition": disposition})
