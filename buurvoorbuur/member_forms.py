"""Reads invitations, roles, and what members say about their own account; checks and never saves."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.form_fields import day_field, offer_choices, offer_rows
from buurvoorbuur.models import ROLE_WORDS, Membership, User
from buurvoorbuur.roles import Role

ROLE_HINTS = {
    Role.INITIATOR: _("Plans and walks rounds in the flats you choose, and sees only those."),
    Role.COORDINATOR: _("Sees and arranges everything of this team, residents included."),
    Role.WELFARE_WORKER: _("Sees reports that tell of nobody in particular."),
    Role.ADMINISTRATOR: _("Keeps accounts and the event log; sees no residents."),
}


class _RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, widget=forms.RadioSelect)
    ends_on = day_field(
        _("Last day"),
        _("For a guest, such as an intern: after this day it ends by itself. Otherwise leave it empty."),
        required=False,
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [role for role in Role if role in set(roles)]
        choices = [(role.value, _("%(role)s: %(may)s") % _told(role)) for role in given]
        offer_choices(self, "role", choices)


def _told(role: Role) -> dict[str, Any]:
    return {"role": ROLE_WORDS[role], "may": ROLE_HINTS[role]}


class InviteForm(_RoleForm):
    """Whom, as what, until when."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email", "role", "ends_on"]


class MemberForm(_RoleForm):
    """Another role, another last day."""

    @staticmethod
    def initial_of(membership: Membership) -> dict[str, Any]:
        return {"role": membership.role, "ends_on": membership.ends_on}


class HandOverForm(forms.Form):
    """Who takes over what a member has in hand."""

    to = forms.ModelChoiceField(label=_("Who takes this over?"), queryset=User.objects.none())

    def __init__(self, *args: Any, among: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [membership.user_id for membership in among]
        offer_rows(self, "to", User.objects.filter(pk__in=keys).order_by("joined_at"))


class JoinForm(forms.Form):
    """Somebody who was invited says who they are and chooses a password."""

    name = forms.CharField(
        label=_("Your first and last name"),
        help_text=_("Your first name stands under letters to residents."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least twelve characters. A sentence of four words is strong and easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "password" in said:
            to_be = User(email=self.email, name=said.get("name", ""))
            try:
                password_validation.validate_password(said["password"], to_be)
            except forms.ValidationError as no:
                self.add_error("password", no)
        return said


class ProfileForm(forms.Form):
    """How somebody is called, and the language of their screens."""

    name = forms.CharField(
        label=_("Your first and last name"),
        help_text=_("Your first name stands under letters to residents."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("nl", "Nederlands"), ("en", "English")], widget=forms.RadioSelect
    )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {"name": user.name, "language": user.language}


class EmailForm(forms.Form):
    """Another address to log in with."""

    email = forms.EmailField(
        label=_("Your new e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasskeyForm(AddWebAuthnForm):
    """The login library's form for a passkey, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        without = self.fields["passwordless"]
        without.label = _("Log in with it without a password")
        without.help_text = _("Your device then asks for your fingerprint, face or PIN each time.")
        without.initial = True
