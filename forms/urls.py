"""Public addresses of `forms` beside its pages; each exists under every language prefix."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from forms.batch import handing_in, sheet, who_files
from forms.citizen import (
    asking,
    beginning,
    contact,
    data_rights,
    eligibility,
    fill,
    follow,
    helping,
    lost_pin,
    prefill,
    rating,
    resuming,
    sent,
    slips,
    submit,
    supplement,
    supplement_check,
    supplement_steps,
    tasks,
    withdrawing,
)


class IdConverter(IntConverter):
    """A number that any database can hold."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")

urlpatterns = [
    path("ho-so/moi/<id:page_id>/", beginning.begin, name="case_new"),
    path("ho-so/moi/<id:page_id>/dieu-kien/", eligibility.ask, name="case_eligibility"),
    path("ho-so/moi/<id:page_id>/dien-san/", prefill.choose, name="case_prefill"),
    path(
        "ho-so/moi/<id:page_id>/dien-san/<uuid:key>/", prefill.take_over, name="case_prefill_from"
    ),
    path("ho-so/tiep-tuc/", resuming.resume, name="draft_resume"),
    path("ho-so/tiep-tuc/quen-ma/", resuming.lost, name="draft_lost"),
    path("ho-so/lien-ket/<slug:token>/", resuming.use_link, name="draft_link"),
    path("ho-so/<uuid:key>/", tasks.tasks, name="case_tasks"),
    path("ho-so/<uuid:key>/buoc/<slug:slug>/", fill.step_view, name="case_step"),
    path("ho-so/<uuid:key>/kiem-tra/", submit.check, name="case_check"),
    path("ho-so/<uuid:key>/bien-nhan/", submit.receipt, name="case_receipt"),
    path("ho-so/<uuid:key>/tep/<id:pk>/", tasks.file, name="case_file"),
    path("ho-so/<uuid:key>/lien-ket/", resuming.send_link, name="case_link"),
    path("ho-so/<uuid:key>/xoa/", tasks.discard, name="case_discard"),
    path("ho-so/nhieu/<id:page_id>/", who_files.begin, name="batch_new"),
    path("ho-so/nhieu/<id:page_id>/mau/", sheet.template, name="batch_template"),
    path("ho-so/lo/<uuid:key>/", sheet.overview, name="batch"),
    path("ho-so/lo/<uuid:key>/nguoi-nop/", who_files.form_view, name="batch_form"),
    path("ho-so/lo/<uuid:key>/tep/<id:pk>/", who_files.file, name="batch_file"),
    path("ho-so/lo/<uuid:key>/bang/", sheet.upload, name="batch_upload"),
    path("ho-so/lo/<uuid:key>/lam-lai/", sheet.again, name="batch_again"),
    path("ho-so/lo/<uuid:key>/can-sua/", sheet.mistakes, name="batch_mistakes"),
    path("ho-so/lo/<uuid:key>/nop/", handing_in.file_rows, name="batch_file_rows"),
    path("ho-so/lo/<uuid:key>/da-nop/", handing_in.filed, name="batch_filed"),
    path("ho-so/lo/<uuid:key>/da-nop/bang/", handing_in.filed_sheet, name="batch_filed_sheet"),
    path("ho-so/lo/<uuid:key>/da-nop/<uuid:case_key>/", handing_in.open_case, name="batch_case"),
    path("tra-cuu/", follow.follow, name="follow"),
    path("tra-cuu/thoat/", follow.leave, name="follow_leave"),
    path("tra-cuu/quen-pin/", lost_pin.lost_pin, name="lost_pin"),
    path("tra-cuu/pin-moi/<slug:token>/", lost_pin.use_pin_link, name="pin_link"),
    path("tra-cuu/lien-he/<slug:token>/", contact.confirm, name="contact_confirm"),
    path("tra-cuu/<uuid:key>/", follow.follow_case, name="follow_case"),
    path("tra-cuu/<uuid:key>/phieu/<id:pk>/", slips.page, name="follow_slip"),
    path("tra-cuu/<uuid:key>/phieu/<id:pk>.pdf", slips.pdf, name="follow_slip_pdf"),
    path("tra-cuu/<uuid:key>/da-gui/", sent.sent, name="follow_sent"),
    path("tra-cuu/<uuid:key>/nguoi-giup/", helping.helpers, name="follow_helpers"),
    path("tra-cuu/<uuid:key>/danh-gia/", rating.rate, name="follow_rate"),
    path("tra-cuu/<uuid:key>/rut/", withdrawing.withdraw, name="follow_withdraw"),
    path("tra-cuu/<uuid:key>/trao-doi/", asking.ask_office, name="follow_ask"),
    path("tra-cuu/<uuid:key>/du-lieu/", data_rights.rights, name="follow_data"),
    path("tra-cuu/<uuid:key>/ban-sao/", data_rights.copy, name="follow_copy"),
    path(
        "tra-cuu/<uuid:key>/du-lieu/<uuid:request_key>/",
        data_rights.open_request,
        name="follow_request",
    ),
    path("tra-cuu/<uuid:key>/bo-sung/", supplement.overview, name="follow_supplement"),
    path(
        "tra-cuu/<uuid:key>/bo-sung/buoc/<slug:slug>/",
        supplement_steps.step_view,
        name="supplement_step",
    ),
    path("tra-cuu/<uuid:key>/bo-sung/kiem-tra/", supplement_check.check, name="supplement_check"),
    path("tra-cuu/<uuid:key>/bo-sung/da-gui/", supplement.sent, name="supplement_sent"),
    path("tra-cuu/<uuid:key>/lien-he/", contact.contact, name="follow_contact"),
]
