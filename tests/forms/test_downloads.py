"""The one door to private files, whatever they are called."""

from email.message import Message
from urllib.parse import unquote

import pytest

from forms.downloads import respond
from forms.models import Attachment
from forms.uploads import shown_name
from tests import cases, factories

pytestmark = pytest.mark.django_db
NAMES = [
    "Đơn xin cấp phép.pdf",
    "😀.pdf",
    'a"b; filename=x.html',
    "a'b%22%0D%0A.pdf",
    "=cmd|' /C calc'!A0.pdf",
    "; rm -rf.pdf",
    "ຄຳຮ້ອງ.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_survives_the_header_and_adds_nothing_to_it(name):
    attachment = cases.attach(cases.case(factories.office()), shown_name(name))
    header = respond(attachment)["Content-Disposition"]
    assert header.isascii()
    parsed = Message()
    parsed["Content-Disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    assert [key for key, _value in parsed.get_params(header="content-disposition")] == [
        "attachment",
        "filename",
    ]
    assert unquote(header.partition("''")[2]) == shown_name(name)


def test_the_bytes_and_their_number_are_those_that_came():
    attachment = cases.attach(cases.case(factories.office()))
    response = respond(Attachment.objects.get(pk=attachment.pk))
    assert response["Content-Length"] == "4"
    assert b"".join(response.streaming_content) == b"%PDF"
