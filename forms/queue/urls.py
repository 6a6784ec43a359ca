"""Addresses of the queue, below /cms/ho-so/."""

from django.urls import path

from forms.counter.urls import at_counter
from forms.queue.apologies import views as apologies
from forms.queue.bulk import exports as bulk_exports
from forms.queue.bulk import views as bulk
from forms.queue.case import (
    answering,
    desk,
    extensions,
    going_on,
    labels,
    moves,
    replying,
    resending,
    slips,
    viewing,
    views,
)
from forms.queue.duplicates.views import beside
from forms.queue.finding.views import find, suggest
from forms.queue.lists import saved
from forms.queue.lists.views import case_list
from forms.queue.satisfaction import views as satisfaction
from forms.queue.steps.courses import courses
from forms.queue.steps.inspection import inspection
from forms.queue.steps.scores import give_points
from forms.queue.team import absences, assigning, colleagues, inbox, rules, sharing, workload

app_name = "cases"
urlpatterns = [
    path("", case_list, name="list"),
    *at_counter,
    path("danh-sach/", saved.overview, name="saved_lists"),
    path("danh-sach/luu/", saved.save, name="save_list"),
    path("danh-sach/<int:pk>/", saved.change, name="saved_list"),
    path("hang-loat/", bulk.bulk, name="bulk"),
    path("hang-loat/<int:pk>/", bulk.run_page, name="bulk_run"),
    path("hang-loat/<int:pk>/dung/", bulk.stop, name="bulk_stop"),
    path("hang-loat/<int:pk>/lam-tiep/", bulk.resume, name="bulk_resume"),
    path("hang-loat/<int:pk>/hoan-tac/", bulk.undo, name="bulk_undo"),
    path("hang-loat/<int:pk>/ket-qua.<slug:kind>", bulk.result_file, name="bulk_result"),
    path("xuat/", bulk_exports.export, name="export"),
    path("tim/", find, name="find"),
    path("goi-y/", suggest, name="suggest"),
    path("hai-long/", satisfaction.satisfaction, name="satisfaction"),
    path("hai-long/<slug:what>.csv", satisfaction.satisfaction_csv, name="satisfaction_csv"),
    path("duoc-nhac/", inbox.inbox, name="inbox"),
    path("khoi-luong/", workload.page, name="workload"),
    path("vang-mat/", absences.absences, name="absences"),
    path("vang-mat/<int:pk>/ket-thuc/", absences.end, name="absence_end"),
    path("quy-tac/", rules.rules, name="rules"),
    path("quy-tac/<slug:office>/them/", rules.add, name="rule_add"),
    path("quy-tac/<slug:office>/chia/", sharing.share, name="share"),
    path("quy-tac/<int:pk>/", rules.edit, name="rule"),
    path("quy-tac/<int:pk>/xoa/", rules.remove, name="rule_delete"),
    path("quy-tac/<int:pk>/len/", rules.move_up, name="rule_up"),
    path("xin-loi/", apologies.apologies, name="apologies"),
    path("<int:pk>/xin-loi/", apologies.apology, name="apology"),
    path("quy-trinh/", courses, name="courses"),
    path("<int:pk>/bien-ban/", inspection, name="inspection"),
    path("<int:pk>/cham-diem/", give_points, name="score"),
    path("<int:pk>/", views.case_sheet, name="case"),
    path("<int:pk>/ke-tiep/", going_on.choose, name="going_on"),
    path("<int:pk>/dang-xem/", views.still_looking, name="still_looking"),
    path("<int:pk>/ghi-chu/", views.note, name="note"),
    path("<int:pk>/gan-nhan/", labels.change, name="labels"),
    path("<int:pk>/cau-mau/", replying.reply_text, name="reply"),
    path("<int:pk>/viet/", answering.write, name="write"),
    path("<int:pk>/khong-can-tra-loi/", answering.no_answer, name="no_answer"),
    path("<int:pk>/tep/<int:attachment_pk>/", views.file, name="file"),
    path("<int:pk>/xem/<int:attachment_pk>/", viewing.view, name="view"),
    path("<int:pk>/xem/<int:attachment_pk>/tep/", viewing.content, name="content"),
    path("<int:pk>/bo-sung/<int:number>/", views.supplement, name="supplement"),
    path("<int:pk>/thong-bao/<int:notice_pk>/", resending.resend, name="resend"),
    path("<int:pk>/ma-pin/", desk.new_pin, name="new_pin"),
    path("<int:pk>/lien-he/", desk.contact, name="contact"),
    path("<int:pk>/phieu/<int:slip_pk>/", slips.page, name="slip"),
    path("<int:pk>/phieu/<int:slip_pk>.pdf", slips.pdf, name="slip_pdf"),
    path("<int:pk>/lap-phieu/<slug:form>/", slips.make_out, name="slip_new"),
    path("<int:pk>/trung/<int:other_pk>/", beside, name="beside"),
    path("<int:pk>/gia-han/", extensions.extend_view, name="extend"),
    path("<int:pk>/dong-nghiep/", colleagues.colleagues_json, name="colleagues"),
    path("<int:pk>/phan-cong/", assigning.give, name="assign"),
    path("<int:pk>/nhan-ve/", assigning.take, name="take"),
    path("<int:pk>/tra-ve/", assigning.undo, name="put_back"),
    path("<int:pk>/chuyen/<slug:to>/", moves.move_view, name="move"),
]
