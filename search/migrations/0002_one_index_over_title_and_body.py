"""PostgreSQL: the index that Wagtail's own search filters by, which Wagtail does not create."""

from django.db import migrations

CREATE = (
    "CREATE INDEX search_title_body_gin ON wagtailsearch_indexentry USING gin ((title || body))"
)
DROP = "DROP INDEX search_title_body_gin"


def on_postgres(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(on_postgres(CREATE), on_postgres(DROP))]
