"""What only one act asks: to reopen, merge, split or dissolve; and the papers that all bring."""

from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Row, Step, rows
from forms.kinds.fields import DOCUMENTS, choice, text, upload
from forms.kinds.keyboards import CODE
from forms.kinds.papers import BRING, FORM, fields_for, slots
from forms.kinds.traits import Privacy, when


class ReactivateStep(Step):
    """A suspended centre shows that the ground of its suspension is gone."""

    slug = "hoat-dong-tro-lai"
    title = _("Hoạt động trở lại")
    asked = (when("application_kind", "reactivate"),)

    suspended_decision_no = text(
        _("Số quyết định đình chỉ"), 40, keyboard=CODE, help=_("Ví dụ: 125/QĐ-SGDĐT.")
    )
    remedied_evidence = upload(
        _("Minh chứng đã khắc phục nguyên nhân bị đình chỉ"), types=DOCUMENTS, many=True
    )


class MergedRow(Row):
    """One centre that joins in a merger."""

    centre = choice(_("Trung tâm"), sources.licences)


class MergeStep(Step):
    """The centres that become one."""

    slug = "sap-nhap"
    title = _("Các trung tâm sáp nhập")
    lead = _("Chọn từ hai trung tâm trở lên. Các trang sau hỏi về trung tâm sau khi sáp nhập.")
    asked = (when("application_kind", "merge"),)

    merge_targets = rows(_("Trung tâm sáp nhập"), MergedRow, one=_("Trung tâm"), least=2, most=10)

    def rules(self) -> None:
        chosen = [row.get("centre") for row in self.cleaned_data.get("merge_targets") or []]
        if len(set(chosen)) < len(chosen):
            self.add_error("merge_targets", _("Một trung tâm được chọn hai lần."))


class SplitStep(Step):
    """How one centre becomes several."""

    slug = "chia-tach"
    title = _("Chia, tách trung tâm")
    asked = (when("application_kind", "split"),)

    split_plan = text(
        _("Phương án chia, tách"),
        5000,
        rows=8,
        min_length=50,
        help=_("Các trung tâm sau khi chia, tách; người học, người lao động, tài sản của mỗi nơi."),
    )


class DissolveStep(Step):
    """Why a centre closes, and what becomes of people and property."""

    slug = "giai-the"
    title = _("Giải thể trung tâm")
    lead = _("Mỗi mục viết ít nhất 50 ký tự.")
    asked = (when("application_kind", "dissolve"),)

    dissolve_reason = text(_("Lý do giải thể"), 5000, rows=5, min_length=50)
    learner_settlement_plan = text(
        _("Phương án đối với người học và người lao động"), 5000, rows=5, min_length=50
    )
    asset_plan = text(_("Phương án xử lý tài sản"), 5000, rows=5, min_length=50)


class PapersStep(Step):
    """The papers that the procedure demands, a place for each; without a procedure, one for all."""

    slug = "thanh-phan-ho-so"
    title = _("Thành phần hồ sơ")
    lead = _("Mỗi tệp không quá 20 MB, loại PDF, DOCX, JPG hoặc PNG.")
    asks_data = True

    paper_ho_so = upload(
        _("Đơn, tờ trình và giấy tờ kèm theo"),
        types=DOCUMENTS,
        many=True,
        privacy=Privacy.PRIVATE,
    )

    def build(self) -> None:
        chosen = str(self.answers.get("procedure") or "")
        pages = dict(self.sources.choices(sources.procedures))
        papers = [block.value for block in pages[chosen].papers] if chosen in pages else []
        if papers:
            del self.fields["paper_ho_so"]
        for slot, paper in slots(papers):
            added = dict(fields_for(slot, paper))
            self.fields |= added
            self.beside[slot] = tuple(name for name in added if name != slot)

    def excused(self, name: str) -> bool:
        return super().excused(name) or self.cleaned_data.get(name + BRING) is True

    def rules(self) -> None:
        for slot in self.beside:
            if not self.attachments.get(slot):  # then there is nothing to say what it is
                self.cleaned_data[slot + FORM] = ""
