"""Every number that staff are shown is the number of rows behind its link."""

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from forms.models import Supplement
from forms.queue.home.work import Work
from forms.queue.lists.listing import Listing
from forms.states import State
from home.models import Role
from tests import cases, factories

S = State
LINK = re.compile(r'<a[^>]* href="([^"]+\?muc=[^"]+)">(?:<span[^>]*>)?(\d+)<')
READERS = (Role.CLERK, Role.OFFICER, Role.DEPUTY, Role.LEADER, Role.ASSOCIATION)


def rows_behind(user, path):
    listing = Listing(user, QueryDict(urlsplit(path).query))
    return len(listing.page.rows)


@pytest.fixture
def full(office, other, monkeypatch):
    """`full(user)`: what came today and what came long ago, theirs and others', here and there."""

    def fill(user):
        now, today = timezone.now(), timezone.localdate()
        long_ago = now - timedelta(days=60)
        colleague = factories.staff(office, Role.OFFICER)
        theirs = {"submitted_at": long_ago, "received_at": long_ago}
        for place, at in ((office, now), (office, long_ago), (other, now)):
            cases.case(place, submitted_at=at)
            cases.case(place, submitted_at=long_ago, asked_at=at)
        for state in (S.ACCEPTED, S.PROCESSING, S.CHECKING, S.SIGNING, S.APPROVED, S.RETURNED):
            for who in (user, colleague):
                for days in (-9, 1, 9):
                    due = today + timedelta(days=days)
                    cases.case(office, state=state, assignee=who, due_on=due, **theirs)
        with monkeypatch.context() as then:  # lines of the history say when they were written
            then.setattr("django.utils.timezone.now", lambda: long_ago)
            for state in (S.CHECKING, S.SIGNING, S.PROCESSING):
                cases.case(office, state=state, assignee=user, **theirs)
            cases.case(office, "nomination", S.CO_REVIEW)
        for at in (now, long_ago):
            case = cases.case(office, state=S.PROCESSING, assignee=user, **theirs)
            how = Supplement.How.ONLINE
            cases.ask_for(case, asked_at=long_ago, due_on=today, ended_at=at, how=how)
        cases.case(office, state=S.SUPPLEMENT, assignee=user, **theirs)
        cases.case(office, "nomination", S.CO_REVIEW)

    return fill


@pytest.mark.parametrize("role", READERS)
def test_every_number_of_the_morning_is_that_of_its_list(at_work, office, full, role):
    user = at_work(role).user
    full(user)
    work = Work(type(user).objects.get(pk=user.pk))
    lists = [
        item
        for item in (*work.standing, *work.late, *work.news)
        if item.path.startswith(f"{reverse('cases:list')}?")
    ]
    assert [item.number for item in lists if item.number]
    for item in lists:
        assert (item.code, rows_behind(work.user, item.path)) == (item.code, item.number)


def test_every_number_of_the_workload_is_that_of_its_list(at_work, office, full):
    client = at_work(Role.OFFICER)
    full(client.user)
    page = html.unescape(client.get(reverse("cases:workload")).content.decode())
    links = LINK.findall(page.partition("<tbody>")[2].partition("</tbody>")[0])
    assert len(links) == 7  # of two officers: one has nothing that waits for a citizen
    for path, number in links:
        assert (path, rows_behind(client.user, path)) == (path, int(number))
