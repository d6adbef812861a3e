"""Every address of the site; each view behind it wears @allow or @public."""

from django.urls import include, path

from buurvoorbuur import views

urlpatterns = [
    path("taal/", views.set_language, name="set_language"),
    path("gezond/", views.health, name="health"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("zonder-netwerk/", views.offline, name="offline"),
    path("uitgelogd/", views.logged_out, name="logged_out"),
    path("uitgelogd/leeg/", views.clear_storage, name="clear_storage"),
    path("account/", include("allauth.account.urls")),
    path("team/", views.team, name="team"),
    path("team/logo/", views.team_logo, name="team_logo"),
    path("team/logo/kiezen/", views.team_logo_change, name="team_logo_change"),
    path("team/logo/weg/", views.team_logo_remove, name="team_logo_remove"),
    path("team/kiezen/", views.team_choose, name="team_choose"),
    path("beheer/gebeurtenissen/", views.events, name="events"),
    path("beheer/gebeurtenissen.jsonl", views.events_export, name="events_export"),
    path("", include("outreach.urls")),
    path("koppelingen/", include("matching.urls")),
]

handler400 = "buurvoorbuur.views.bad_request"
handler403 = "buurvoorbuur.views.forbidden"
handler404 = "buurvoorbuur.views.not_found"
handler500 = "buurvoorbuur.views.server_error"
