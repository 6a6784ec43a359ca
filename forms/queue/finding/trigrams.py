"""The index behind the queue's search box: every three letters in a row of `Case.found_by`.

It is made whenever `migrate` has run. PostgreSQL keeps it by itself (pg_trgm, which the owner of a
database may create since version 13). SQLite has it as an FTS5 table that triggers keep in step;
they come back, and the table is filled anew, when a change of the case's table has dropped them.
Drafts are in neither: nobody searches them.

Where pg_trgm cannot be created the search finds the same by reading along the list.
"""

import logging
from typing import Any

from django.db import ProgrammingError, connections, transaction

log = logging.getLogger(__name__)
TABLE, COLUMN = "forms_case", "found_by"
INDEX = "case_found_by"

#: A finer histogram (a word in a thousand cases shows in it) tells the planner which words are rare
#: enough to be looked up; the others it finds soonest by reading along the list. Asked for once:
#: it locks the table.
FINER = f"""
DO $$ BEGIN
  IF EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = '{TABLE}'::regclass AND attname = '{COLUMN}'
    AND attstattarget IS DISTINCT FROM 1000
  ) THEN ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} SET STATISTICS 1000; END IF;
END $$
"""
ON_POSTGRESQL = (
    FINER,
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin ({COLUMN} gin_trgm_ops) "
    "WHERE submitted_at IS NOT NULL",
)

FTS_TABLE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX}
USING fts5({COLUMN}, content='{TABLE}', content_rowid='id', tokenize='trigram')
"""
TAKE_IN = f"INSERT INTO {INDEX}(rowid, {COLUMN}) SELECT NEW.id, NEW.{COLUMN}"
TAKE_OUT = f"INSERT INTO {INDEX}({INDEX}, rowid, {COLUMN}) SELECT 'delete', OLD.id, OLD.{COLUMN}"
TRIGGERS = {
    f"{INDEX}_new": f"AFTER INSERT ON {TABLE} WHEN NEW.submitted_at IS NOT NULL BEGIN {TAKE_IN};",
    f"{INDEX}_gone": f"AFTER DELETE ON {TABLE} WHEN OLD.submitted_at IS NOT NULL BEGIN {TAKE_OUT};",
    f"{INDEX}_changed": f"""
    AFTER UPDATE OF submitted_at, code, folded, phone ON {TABLE}
    WHEN OLD.{COLUMN} <> NEW.{COLUMN} OR (OLD.submitted_at IS NULL) <> (NEW.submitted_at IS NULL)
    BEGIN
        {TAKE_OUT} WHERE OLD.submitted_at IS NOT NULL;
        {TAKE_IN} WHERE NEW.submitted_at IS NOT NULL;""",
}
FILL = (
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('delete-all')",
    f"INSERT INTO {INDEX}(rowid, {COLUMN}) "
    f"SELECT id, {COLUMN} FROM {TABLE} WHERE submitted_at IS NOT NULL",
)


def keep_index(using: str, **_signal: Any) -> None:
    """Makes what is missing of the index; called after `migrate`."""
    connection = connections[using]
    reads = connection.introspection
    with connection.cursor() as cursor:
        there = TABLE in reads.table_names(cursor)
        columns = reads.get_table_description(cursor, TABLE) if there else []
    if COLUMN in {column.name for column in columns}:
        {"sqlite": keep_table, "postgresql": keep_trgm}[connection.vendor](using)


def keep_trgm(using: str) -> None:
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            for statement in ON_POSTGRESQL:
                cursor.execute(statement)
    except ProgrammingError as error:  # not the owner, or the server lacks the extension
        log.warning("Searching cases will be slow: pg_trgm could not be used (%s)", error)


def keep_table(using: str) -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(FTS_TABLE)
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        if there >= set(TRIGGERS):
            return
        for name, what in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {what} END")
        for statement in FILL:
            cursor.execute(statement)
