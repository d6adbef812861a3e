"""A line of the event log is deleted only once its seal says that all its lines are past their term.

Whoever changes the table of seals on SQLite takes this trigger off first: it names that table.
"""

from typing import Any

from django.db import migrations

EVENTS, SEALS = "buurvoorbuur_event", "buurvoorbuur_eventseal"
PURGED = f"EXISTS (SELECT 1 FROM {SEALS} WHERE purged_at IS NOT NULL AND last_event >= OLD.id)"

ON_SQLITE = f"""
CREATE TRIGGER event_goes_with_its_seal BEFORE DELETE ON {EVENTS} WHEN NOT {PURGED}
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
"""
OFF_SQLITE = "DROP TRIGGER event_goes_with_its_seal"
ON_POSTGRES = f"""
CREATE FUNCTION event_goes_with_its_seal() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF {PURGED} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the event log is append-only';
END $$;
CREATE TRIGGER event_goes_with_its_seal BEFORE DELETE ON {EVENTS}
FOR EACH ROW EXECUTE FUNCTION event_goes_with_its_seal()
"""
OFF_POSTGRES = f"""
DROP TRIGGER event_goes_with_its_seal ON {EVENTS};
DROP FUNCTION event_goes_with_its_seal()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRES)


def unguard(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(OFF_SQLITE if schema_editor.connection.vendor == "sqlite" else OFF_POSTGRES)


class Migration(migrations.Migration):
    dependencies = [("buurvoorbuur", "0009_terms_and_retention_runs")]
    operations = [migrations.RunPython(guard, unguard)]
