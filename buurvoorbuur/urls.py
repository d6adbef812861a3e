"""Every address of the site; each view behind it wears @allow or @public."""

from allauth.account.urls import urlpatterns as login_pages
from django.conf import settings
from django.urls import URLPattern, include, path

from buurvoorbuur import departure_views, email_views, member_views, municipal_views, retention_views, views

# A member's address is the one that a link of ours came to; pages of the login library that change or prove
# another one are not offered.
NOT_OFFERED = {"account_email", "account_email_verification_sent", "account_confirm_email"}
NOT_OFFERED |= {"account_confirm_login_code"}


def municipal_pages() -> list[URLPattern]:
    """Only where a municipality lets people in; of the login library's own pages for this none is offered."""
    if not settings.OIDC_ISSUER:
        return []
    return [
        path("account/gemeente/", municipal_views.start, name="municipal_login"),
        path("account/gemeente/terug/", municipal_views.back, name="municipal_login_back"),
        path("account/gemeente/los/", municipal_views.untie, name="municipal_login_untie"),
    ]


urlpatterns = [
    path("taal/", views.set_language, name="set_language"),
    path("gezond/", views.health, name="health"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("zonder-netwerk/", views.offline, name="offline"),
    path("uitgelogd/", views.logged_out, name="logged_out"),
    path("uitgelogd/leeg/", views.clear_storage, name="clear_storage"),
    path("account/", include([page for page in login_pages if page.name not in NOT_OFFERED])),
    path("account/tweede-stap/", include("allauth.mfa.urls")),
    *municipal_pages(),
    path("account/", member_views.account, name="account"),
    path("account/adres/", email_views.change, name="email_change"),
    path("account/adres/terug/", email_views.withdraw, name="email_change_withdraw"),
    path("account/adres/<str:key>/", email_views.confirm, name="email_change_confirm"),
    path("account/einde/", departure_views.account_end, name="account_end"),
    path("account/gegevens.json", departure_views.account_held, name="account_held"),
    path("account/nergens-anders/", member_views.account_end_others, name="account_end_others"),
    path("account/<uuid:pk>/verlaten/", member_views.account_leave, name="account_leave"),
    path("uitnodiging/<str:key>/", member_views.invitation, name="invitation"),
    path("team/leden/", member_views.member_list, name="members"),
    path("team/leden/uitnodigen/", member_views.member_invite, name="member_invite"),
    path(
        "team/leden/uitgenodigd/<uuid:pk>/terug/",
        member_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("team/leden/<int:pk>/", member_views.member, name="member"),
    path("team/leden/<int:pk>/overdragen/", member_views.member_hand_over, name="member_hand_over"),
    path("team/leden/<int:pk>/eruit/", member_views.member_end, name="member_end"),
    path("team/leden/<int:pk>/dicht/", member_views.member_block, name="member_block"),
    path("team/leden/<int:pk>/open/", member_views.member_unblock, name="member_unblock"),
    path("team/leden/<int:pk>/tweede-stap/", member_views.member_forget_proof, name="member_forget_proof"),
    path(
        "team/leden/<int:pk>/overdracht.pdf",
        departure_views.member_hand_over_paper,
        name="member_hand_over_paper",
    ),
    path("team/leden/<int:pk>/einde/", departure_views.member_end_account, name="member_end_account"),
    path("team/", views.team, name="team"),
    path("team/logo/", views.team_logo, name="team_logo"),
    path("team/logo/kiezen/", views.team_logo_change, name="team_logo_change"),
    path("team/logo/weg/", views.team_logo_remove, name="team_logo_remove"),
    path("team/bewaren/", retention_views.team_keeping, name="team_keeping"),
    path("team/kiezen/", views.team_choose, name="team_choose"),
    path("beheer/gebeurtenissen/", views.events, name="events"),
    path("beheer/gebeurtenissen.jsonl", views.events_export, name="events_export"),
    path("beheer/bewaren/", retention_views.retention, name="retention"),
    path("beheer/bewaren.jsonl", retention_views.retention_export, name="retention_export"),
    path("", include("outreach.urls")),
    path("koppelingen/", include("matching.urls")),
]

handler400 = "buurvoorbuur.views.bad_request"
handler403 = "buurvoorbuur.views.forbidden"
handler404 = "buurvoorbuur.views.not_found"
handler500 = "buurvoorbuur.views.server_error"
