"""How the small jobs of a group are said, on screen and in the letters."""

from django.utils.translation import gettext_lazy as _

from matching.chore_kinds import ChoreKind

CHORES = {
    ChoreKind.OPEN_DOOR: _("fetches the key and opens the room"),
    ChoreKind.COFFEE: _("puts on coffee and tea"),
    ChoreKind.REMIND: _("sends everybody a word the day before"),
    ChoreKind.WELCOME: _("stands at the door for who comes the first time"),
    ChoreKind.TIDY: _("tidies up with one other"),
}
