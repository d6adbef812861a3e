"""What was released is append-only: the database itself refuses to change or delete a line of it."""

from typing import Any

from django.db import migrations

TABLES = ("release", "releasedflat", "releasetable", "releasecell")

ON_SQLITE = tuple(
    f"""
CREATE TRIGGER {table}_stays_on_{act} BEFORE {act} ON outreach_{table}
BEGIN SELECT RAISE(ABORT, 'what was released is append-only'); END
"""
    for table in TABLES
    for act in ("UPDATE", "DELETE")
)
OFF_SQLITE = tuple(f"DROP TRIGGER {table}_stays_on_{act}" for table in TABLES for act in ("UPDATE", "DELETE"))
ON_POSTGRES = (
    """
CREATE FUNCTION release_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was released is append-only'; END $$
""",
    *(
        f"""
CREATE TRIGGER {table}_stays_as_written BEFORE UPDATE OR DELETE ON outreach_{table}
FOR EACH ROW EXECUTE FUNCTION release_stays_as_written()
"""
        for table in TABLES
    ),
)
OFF_POSTGRES = (
    *(f"DROP TRIGGER {table}_stays_as_written ON outreach_{table}" for table in TABLES),
    "DROP FUNCTION release_stays_as_written()",
)


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRES:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    for statement in OFF_SQLITE if schema_editor.connection.vendor == "sqlite" else OFF_POSTGRES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0020_releases")]
    operations = [migrations.RunPython(guard, unguard)]
