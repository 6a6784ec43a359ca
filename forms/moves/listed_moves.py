"""The database refuses every move of a case that the table of transitions does not list (R-04).

The trigger is made from the table whenever `migrate` has run, so the two cannot part; and it comes
back when SQLite, which copies a table to change it, has dropped it with the old one.
"""

from typing import Any

from django.db import connections

from forms.states import PROCEDURE, REQUEST, TRANSITIONS

TABLE, TRIGGER = "forms_case", "case_moves_as_listed"
MESSAGE = "this move of a case is not in the table of transitions"

ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}: % > %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER {trigger} BEFORE UPDATE OF state ON {table} FOR EACH ROW
WHEN ({unlisted}) EXECUTE FUNCTION {trigger}()
"""
ON_SQLITE = """
CREATE TRIGGER {trigger} BEFORE UPDATE OF state ON {table} FOR EACH ROW
WHEN {unlisted} BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
DROP = {
    "postgresql": f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}",
    "sqlite": f"DROP TRIGGER IF EXISTS {TRIGGER}",
}
CREATE = {"postgresql": ON_POSTGRESQL, "sqlite": ON_SQLITE}


#: Which cases go which way.
WHOSE = {PROCEDURE: "OLD.about_id IS NULL", REQUEST: "OLD.about_id IS NOT NULL"}


def listed(way: str = PROCEDURE) -> list[tuple[str, str]]:
    """Every pair of states, from and to, that a row of the table allows on this way."""
    rows = (row for row in TRANSITIONS if way in row.ways)
    return sorted({(str(one), str(row.to)) for row in rows for one in row.sources})


def guard(vendor: str) -> str:
    """The statement that makes the trigger; state codes are ours, so nothing in it is quoted."""
    ways = " OR ".join(f"{whose} AND {move_is_not_on(way)}" for way, whose in WHOSE.items())
    unlisted = f"OLD.state <> NEW.state AND ({ways})"
    parts = {"trigger": TRIGGER, "table": TABLE, "message": MESSAGE, "unlisted": unlisted}
    return CREATE[vendor].format(**parts)


def move_is_not_on(way: str) -> str:
    moves = ", ".join(f"'{before}>{after}'" for before, after in listed(way))
    return f"OLD.state || '>' || NEW.state NOT IN ({moves})"


def keep_guard(using: str, **_signal: Any) -> None:
    """Makes the trigger anew; called after `migrate`."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(DROP[connection.vendor])
        cursor.execute(guard(connection.vendor))
