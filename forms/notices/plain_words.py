"""What each state means for the citizen, in whole sentences: on the follow page and in mails."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.models import Notice
from forms.states import State

MEANINGS: dict[str, Any] = {
    State.SUBMITTED: _("Đơn vị đã nhận được hồ sơ và sẽ xem có đủ để tiếp nhận không."),
    State.ACCEPTED: _("Hồ sơ đã được tiếp nhận. Thời hạn giải quyết bắt đầu tính."),
    State.ASSIGNED: _("Hồ sơ đang được xử lý. Bạn chưa phải làm gì."),
    State.PROCESSING: _("Hồ sơ đang được xử lý. Bạn chưa phải làm gì."),
    State.INSPECTION: _("Hồ sơ đang được xử lý. Bạn chưa phải làm gì."),
    State.CO_REVIEW: _("Hồ sơ đang được xử lý. Bạn chưa phải làm gì."),
    State.CHECKING: _("Hồ sơ đang được xử lý. Bạn chưa phải làm gì."),
    State.SUPPLEMENT: _(
        "Hồ sơ còn thiếu. Hãy xem nội dung yêu cầu và bổ sung trước hạn: ngay trên trang tra cứu "
        "này, hoặc tại nơi tiếp nhận của đơn vị."
    ),
    State.SIGNING: _("Việc xem xét đã xong, đang chờ lãnh đạo ký."),
    State.APPROVED: _("Hồ sơ đã được giải quyết. Kết quả được trả theo hình thức bạn đã chọn."),
    State.NOT_APPROVED: _("Hồ sơ không được giải quyết. Lý do ghi dưới đây."),
    State.RETURNED: _("Kết quả đã được trả. Hồ sơ kết thúc."),
    State.REFUSED: _("Hồ sơ không được tiếp nhận. Lý do ghi dưới đây; bạn có thể nộp hồ sơ mới."),
    State.STOPPED: _("Việc giải quyết đã dừng. Lý do ghi dưới đây."),
    State.WITHDRAWN: _("Hồ sơ đã được rút theo đề nghị của người nộp."),
    State.EXPIRED: _("Đã hết hạn bổ sung nên hồ sơ được trả lại. Bạn có thể nộp hồ sơ mới."),
    Notice.Told.REMINDER: _(
        "Hạn bổ sung hồ sơ sắp hết. Hãy bổ sung trước hạn; quá hạn, hồ sơ có thể bị trả lại."
    ),
    Notice.Told.WROTE: _("Đơn vị đã viết cho bạn về hồ sơ này. Hãy mở hồ sơ để đọc và trả lời."),
    Notice.Told.REOPENED: _(
        "Đơn vị mở lại hồ sơ của bạn để xem xét lại. Lý do ghi dưới đây; bạn chưa phải làm gì, đơn "
        "vị sẽ báo khi có kết quả mới."
    ),
    Notice.Told.EXTENDED: _(
        "Hồ sơ chưa giải quyết xong đúng hạn. Đơn vị xin lỗi bạn và hẹn ngày trả mới."
    ),
    Notice.Told.SORRY: _(
        "Hồ sơ của bạn trễ hẹn. Đơn vị xin lỗi bạn và đang làm để trả kết quả sớm nhất."
    ),
    Notice.Told.RECKONED: _(
        "Lịch làm việc của đơn vị đã thay đổi nên ngày hẹn của hồ sơ được tính lại. Ngày mới ghi "
        "dưới đây."
    ),
    Notice.Told.PIN_LINK: _(
        "Có người xin mã PIN mới cho hồ sơ này. Nếu là bạn, hãy mở liên kết dưới đây: dùng được "
        "một lần, trong 24 giờ. Nếu không phải bạn, hãy bỏ qua thư này; mã PIN cũ vẫn dùng được."
    ),
    Notice.Told.NEW_PIN: _(
        "Hồ sơ đã có mã PIN mới. Mã cũ không dùng được nữa, thiết bị và người giúp đã dùng mã cũ "
        "cũng không mở được hồ sơ. Nếu không phải bạn yêu cầu, hãy báo ngay cho đơn vị."
    ),
    Notice.Told.CODE: _(
        "Địa chỉ này sẽ nhận thư về một hồ sơ. Để xác nhận, hãy nhập mã dưới đây ở trang đổi liên "
        "hệ, trong 24 giờ. Nếu bạn không biết hồ sơ này, hãy bỏ qua thư."
    ),
    Notice.Told.CONFIRM: _(
        "Có người đang mở hồ sơ này muốn đổi liên hệ. Nếu là bạn, hãy mở liên kết dưới đây và đồng "
        "ý, trong 24 giờ. Nếu không phải bạn, hãy mở liên kết và hủy việc đổi."
    ),
    Notice.Told.CONTACT: _(
        "Liên hệ của hồ sơ này đã đổi: từ nay thư và cuộc gọi về hồ sơ đến liên hệ mới. Nếu không "
        "phải bạn yêu cầu, hãy báo ngay cho đơn vị."
    ),
    Notice.Draft.LINK: _(
        "Liên kết dưới đây mở bản nháp trên thiết bị bạn đang dùng. Liên kết chỉ dùng được một "
        "lần, trong 7 ngày. Nếu không phải bạn yêu cầu, hãy bỏ qua thư này."
    ),
    Notice.Draft.EXPIRES: _(
        "Bản nháp này chưa được nộp và sắp bị xóa cùng các tệp của nó. Mở ra và lưu một lần là "
        "bản nháp được giữ tiếp. Liên kết dưới đây chỉ dùng được một lần."
    ),
}
#: The same of a request about personal data, which has no reception and no paper.
OF_REQUESTS: dict[str, Any] = {
    State.SUBMITTED: _("Đơn vị đã nhận được yêu cầu của bạn và trả lời trong 2 ngày làm việc."),
    State.APPROVED: _("Yêu cầu của bạn đã được thực hiện. Hãy mở yêu cầu để đọc câu trả lời."),
    State.NOT_APPROVED: _("Yêu cầu của bạn không thực hiện được. Lý do và căn cứ ghi dưới đây."),
    State.RETURNED: _("Đơn vị đã trả lời yêu cầu của bạn. Bạn không phải làm gì nữa."),
    State.WITHDRAWN: _("Yêu cầu đã được rút theo đề nghị của bạn."),
}
TONES: dict[str, str] = {
    State.SUPPLEMENT: "notice-warning",
    State.APPROVED: "notice-success",
    State.RETURNED: "notice-success",
    State.NOT_APPROVED: "notice-danger",
    State.REFUSED: "notice-danger",
    State.STOPPED: "notice-danger",
    State.EXPIRED: "notice-danger",
}


def meaning(state: str, *, of_request: bool = False) -> Any:
    own = OF_REQUESTS if of_request else {}
    return own.get(state) or MEANINGS.get(state, "")


def tone(state: str) -> str:
    """The class of the notice box that fits the news."""
    return TONES.get(state, "notice-info")
