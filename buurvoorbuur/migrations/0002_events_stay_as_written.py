"""The event log is append-only: the database itself refuses to change a line."""

from typing import Any

from django.db import migrations

TABLE = "buurvoorbuur_event"

SQLITE = f"""
CREATE TRIGGER event_stays_as_written BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
"""
POSTGRES = f"""
CREATE FUNCTION event_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$;
CREATE TRIGGER event_stays_as_written BEFORE UPDATE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION event_stays_as_written()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if on_sqlite else POSTGRES)


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER event_stays_as_written")
    else:
        schema_editor.execute(f"DROP TRIGGER event_stays_as_written ON {TABLE}")
        schema_editor.execute("DROP FUNCTION event_stays_as_written()")


class Migration(migrations.Migration):
    dependencies = [("buurvoorbuur", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
