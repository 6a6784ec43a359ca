"""SQLite's index of parts of words, which triggers keep; PostgreSQL keeps its own by itself."""

import pytest
from django.db import connection

from forms.models import Case
from forms.queue.finding.trigrams import TRIGGERS, keep_index
from forms.queue.finding.words import Said, words_in
from tests.forms.queue.finding.conftest import centre


@pytest.mark.django_db
def test_the_index_is_whole(office, town):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO case_found_by(case_found_by) VALUES ('integrity-check')")
        cursor.execute("SELECT count(*) FROM case_found_by('\"trung\"')")
        assert cursor.fetchone() == (6,)


@pytest.mark.django_db
def test_rebuilding_the_table_loses_no_index(office, town, looks):
    """SQLite copies a table to change it; the index comes back with the next `migrate`."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    Case.objects.filter(pk=town["hoa"].pk).update(folded="luc  vang  mat")
    keep_index("default")
    assert looks("lúc vắng mặt") == {"hoa"}
    assert looks("hòa bình") == {"hoà"}
    centre(office, "Trung tâm Về Sau")
    assert Case.objects.filter(Said.of(words_in("về sau")).condition).count() == 1
