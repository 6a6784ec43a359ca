"""Addresses of the counter, below those of the queue."""

from django.urls import path

from forms.counter import answers, beginning, filing, receipts, scans, steps

at_counter = [
    path("tai-quay/", beginning.start, name="counter"),
    path("tai-quay/moi/<int:form_pk>/", beginning.begin, name="intake_new"),
    path("tai-quay/<uuid:key>/", filing.intake, name="intake"),
    path("tai-quay/<uuid:key>/buoc/<slug:slug>/", steps.intake_step, name="intake_step"),
    path("tai-quay/<uuid:key>/tep/<int:pk>/", beginning.file, name="intake_file"),
    path("tai-quay/<uuid:key>/xoa/", beginning.discard, name="intake_discard"),
    path("<int:pk>/quet/", scans.scan, name="scans"),
    path("<int:pk>/bien-nhan/", receipts.receipt, name="receipt"),
    path("<int:pk>/bo-sung-tai-quay/", answers.brought, name="brought"),
    path("<int:pk>/bo-sung-tai-quay/buoc/<slug:slug>/", steps.brought_step, name="brought_step"),
    path("<int:pk>/bo-sung-tai-quay/tep/<int:attachment_pk>/", answers.file, name="brought_file"),
    path("<int:pk>/bo-sung/<int:number>/xac-nhan/", answers.done, name="brought_done"),
]
