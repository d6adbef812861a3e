"""Which role may do what; pure values, no accounts and no database."""

from enum import StrEnum


class Role(StrEnum):
    INITIATOR = "initiator"
    COORDINATOR = "coordinator"
    WELFARE_WORKER = "welfare_worker"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    ENTER = "enter"
    SEE_FLATS = "see_flats"
    MANAGE_FLATS = "manage_flats"
    RECORD_OPT_OUTS = "record_opt_outs"
    END_OPT_OUTS = "end_opt_outs"
    WRITE_LETTERS = "write_letters"
    CHECK_LETTERS = "check_letters"
    WALK_ROUNDS = "walk_rounds"
    EDIT_QUESTIONS = "edit_questions"
    SEE_RESIDENTS = "see_residents"
    ASK_RESIDENTS = "ask_residents"
    MATCH = "match"
    KEEP_ACTIVITIES = "keep_activities"
    REPORT_FLATS = "report_flats"
    REPORT_NEIGHBOURHOOD = "report_neighbourhood"
    EDIT_TEAM = "edit_team"
    KEEP_MEMBERS = "keep_members"
    KEEP_ACCOUNTS = "keep_accounts"
    SEE_EVENTS = "see_events"


_WALK = {
    Permission.ENTER,
    Permission.SEE_FLATS,
    Permission.CHECK_LETTERS,
    Permission.RECORD_OPT_OUTS,
    Permission.WALK_ROUNDS,
    Permission.ASK_RESIDENTS,
    Permission.KEEP_ACTIVITIES,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INITIATOR: frozenset(_WALK),
    Role.COORDINATOR: frozenset(set(Permission) - {Permission.SEE_EVENTS, Permission.KEEP_ACCOUNTS}),
    Role.WELFARE_WORKER: frozenset({Permission.ENTER, Permission.REPORT_NEIGHBOURHOOD}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.ENTER, Permission.KEEP_MEMBERS, Permission.KEEP_ACCOUNTS, Permission.SEE_EVENTS}
    ),
}

# These roles reach only the flats they are assigned to; the others reach their whole team.
ASSIGNED_ONLY = frozenset({Role.INITIATOR})

# These roles reach a whole team's people, figures or accounts: for them a password alone is not enough.
PROVE_TWICE = frozenset({Role.COORDINATOR, Role.WELFARE_WORKER, Role.ADMINISTRATOR})

# Who invites and whose role they may change: nobody makes somebody who could do more than they can.
GIVES: dict[Role, frozenset[Role]] = {
    Role.INITIATOR: frozenset(),
    Role.COORDINATOR: frozenset({Role.INITIATOR, Role.COORDINATOR, Role.WELFARE_WORKER}),
    Role.WELFARE_WORKER: frozenset(),
    Role.ADMINISTRATOR: frozenset(Role),
}


def holds(role: Role, permission: Permission) -> bool:
    """Whether a role carries a permission."""
    return permission in PERMISSIONS[role]
