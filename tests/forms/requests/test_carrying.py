"""Carrying out what citizens ask about their data: in one transaction, refused with its law."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from forms.models import Case
from forms.models.events import faults
from forms.moves.transitions import Forbidden, Stale, move
from home.models import Role
from tests import factories
from tests.asking import ask, sent_case
from tests.forms.requests.carried import DONE, S, carry, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_a_refusal_names_its_reason_and_its_law(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.PROCESSING)
    request = ask(citizen, about, "erase", wish="Xin xóa")
    browser = factories.signed_in(officer)
    address = f"/cms/ho-so/{request.pk}/chuyen/not_approved/"
    page = browser.get(address).content.decode()
    assert "Bạn có thể rút hồ sơ" in page  # ready to be sent
    sent = {"version": request.version, "reason": "Hồ sơ còn đang xử lý."}
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, sent | {"ground": "Luật 91/2025/QH15"}).status_code == 302
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert "Hồ sơ còn đang xử lý." in page
    assert "Căn cứ: Luật 91/2025/QH15" in page
    assert fresh(request).decision_number == ""


def test_a_granted_copy_can_be_fetched_for_seven_days(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "see")
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert "ban-sao" not in page
    carry(request, officer)
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert f"/tra-cuu/{request.key}/ban-sao/" in page
    response = citizen.post(f"/tra-cuu/{request.key}/ban-sao/", {})
    assert about.code in response["Content-Disposition"]
    Case.objects.filter(pk=request.pk).update(decided_at=timezone.now() - timedelta(days=8))
    assert "ban-sao" not in citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    response = citizen.post(f"/tra-cuu/{request.key}/ban-sao/", {})
    assert request.code in response["Content-Disposition"]


def test_requests_go_their_own_way(citizen, office, officer):
    request = ask(citizen, sent_case(citizen, office, "student"), "see")
    clerk, leader = factories.staff(office, Role.CLERK), factories.staff(office, Role.LEADER)
    for user, to in ((clerk, S.ACCEPTED), (clerk, S.APPROVED), (officer, S.SIGNING)):
        with pytest.raises(Forbidden):
            carry(request, user, to=to)
    with pytest.raises(Forbidden):
        carry(request, factories.staff(factories.office("cantho"), Role.OFFICER))
    assert carry(request, officer, to=S.PROCESSING).assignee == officer
    assert carry(request, leader).state == S.APPROVED
    assert carry(request, clerk, to=S.RETURNED).closed_at


def test_the_queue_shows_a_request_as_due(citizen, office, officer):
    request = ask(citizen, sent_case(citizen, office, "student"), "see")
    browser = factories.signed_in(officer)
    Case.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    late = browser.get("/cms/ho-so/?muc=qua-han").content.decode()
    assert request.code in late
    fresh_ones = browser.get("/cms/ho-so/?muc=chua-phan-cong&loai=data_request").content.decode()
    assert request.code in fresh_ones
    page = browser.get(f"/cms/ho-so/{request.about_id}/").content.decode()
    assert request.code in page


@pytest.mark.django_db(transaction=True)
def test_approved_twice_at_once_it_is_carried_out_once(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "restrict", wish="Xin hạn chế")
    results = []

    def approve():
        try:
            move(request.pk, S.APPROVED, officer, request.version, DONE)
            results.append("done")
        except Stale:
            results.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "stale", "stale", "stale"]
    assert faults(fresh(about)) == faults(fresh(request)) == []
