"""Puts the three form pages of an office in place; what is there already stays as it is."""

from forms.kinds.rules import read
from forms.models import FormIndexPage, FormPage
from home.models import Office
from home.planting import Planter, publish
from services.models import ProcedurePage

#: Slug, kind, title, procedure's slug, summary.
FORM_PAGES = (
    (
        "cap-phep-trung-tam",
        "licence",
        "Đề nghị cấp phép trung tâm ngoại ngữ, tin học",
        "",
        "Thành lập, hoạt động trở lại, sáp nhập, chia tách, thay đổi hoặc giải thể trung tâm.",
    ),
    (
        "mo-hinh-hoc-tap",
        "nomination",
        "Đề nghị công nhận mô hình học tập",
        "cong-nhan-mo-hinh-hoc-tap",
        "Gia đình, dòng họ, cộng đồng, đơn vị và công dân học tập.",
    ),
    (
        "ho-so-luu-hoc-sinh",
        "student",
        "Đăng ký hồ sơ lưu học sinh Lào, Campuchia",
        "dang-ky-ho-so-luu-hoc-sinh",
        "Dành cho lưu học sinh đang học tại thành phố. Điền được bằng bốn thứ tiếng.",
    ),
)
INTRO = (
    "<p>Hãy chuẩn bị thông tin của người nộp, số điện thoại, thư điện tử và bản chụp hoặc bản PDF "
    "các giấy tờ (mỗi tệp không quá 20 MB).</p>"
)
#: The student form exists in every language: title, summary and preparation.
STUDENT_PAGE = {
    "en": (
        "Student record for Lao and Cambodian students",
        "For students from Laos and Cambodia at the city's institutions.",
        "<p>Have ready: your passport, visa, admission papers, phone number and email.</p>",
    ),
    "lo": (
        "ຂໍ້ມູນນັກສຶກສາລາວ ແລະ ກຳປູເຈຍ",
        "ສຳລັບນັກສຶກສາລາວ ແລະ ກຳປູເຈຍ ທີ່ຮຽນຢູ່ສະຖາບັນການສຶກສາໃນເມືອງ.",
        "<p>ກະກຽມ: ໜັງສືຜ່ານແດນ, ວີຊາ, ເອກະສານຮັບເຂົ້າຮຽນ, ເບີໂທລະສັບ ແລະ ອີເມວ.</p>",
    ),
    "km": (
        "ឯកសារនិស្សិតឡាវ និងកម្ពុជា",
        "សម្រាប់និស្សិតឡាវ និងកម្ពុជា ដែលរៀននៅគ្រឹះស្ថានសិក្សាក្នុងទីក្រុង។",
        "<p>សូមត្រៀម៖ លិខិតឆ្លងដែន ទិដ្ឋាការ ឯកសារចូលរៀន លេខទូរស័ព្ទ និងអ៊ីមែល។</p>",
    ),
}
INDEX_TITLES = {"en": "Apply", "lo": "ຍື່ນຄຳຮ້ອງ", "km": "ដាក់ពាក្យស្នើសុំ"}


def load(office: Office) -> None:
    """Creates each page once; what an editor changed or deleted since stays so."""
    planter = Planter(office)
    index = planter.page(
        "nop-ho-so",
        FormIndexPage,
        planter.find(""),
        title="Nộp hồ sơ",
        summary="Các hồ sơ nộp được trên mạng.",
        show_in_menus=True,
    )
    for slug, kind, title, procedure, summary in FORM_PAGES:
        found = planter.find(f"thu-tuc/{procedure}") if procedure else None
        page = planter.page(
            f"nop-ho-so/{slug}",
            FormPage,
            index,
            title=title,
            kind_code=kind,
            summary=summary,
            intro=INTRO,
            procedure=found,
            show_in_menus=True,  # the front page offers it as a card
        )
        if page is not None:
            offer(planter, page)
            ask_first(planter, page, "vi")
    for language in INDEX_TITLES:
        load_student_page(planter, language)


def offer(planter: Planter, page: FormPage) -> None:
    """Gives the procedures in force that this form files their button, where none is set."""
    procedures = ProcedurePage.objects.descendant_of(planter.office.site.root_page)
    for procedure in procedures.filter(form_page=None, locale=page.locale):
        key = f"form-of:{procedure.slug}"
        if procedure.in_force and form_of(procedure) == page.slug and key not in planter.loaded:
            procedure.form_page = page
            procedure.save()
            publish(procedure)
            planter.remember(procedure, key, action="wagtail.edit")


def form_of(procedure: ProcedurePage) -> str:
    """The form that files a procedure: licence applications by what is asked for, else by name."""
    own = {procedure_slug: slug for slug, _kind, _title, procedure_slug, _summary in FORM_PAGES}
    if procedure.slug in own:
        return own[procedure.slug]
    filed_by_citizens = procedure.application_kind not in ("", "suspend")
    return "cap-phep-trung-tam" if filed_by_citizens else ""


def load_student_page(planter: Planter, language: str) -> None:
    """The student form under /en/, /lo/ and /km/, where the language's home page exists."""
    index = planter.page(
        "nop-ho-so",
        FormIndexPage,
        planter.find("", language),
        language,
        title=INDEX_TITLES[language],
        show_in_menus=True,
    )
    title, summary, intro = STUDENT_PAGE[language]
    page = planter.page(
        "nop-ho-so/ho-so-luu-hoc-sinh",
        FormPage,
        index,
        language,
        title=title,
        summary=summary,
        intro=intro,
        kind_code="student",
        show_in_menus=True,
    )
    if page is not None:
        ask_first(planter, page, language)


def ask_first(planter: Planter, page: FormPage, language: str) -> None:
    """Puts the questions that ship before a form, once, where no editor has set or drafted any."""
    key = f"eligibility:{language}:{page.slug}"
    questions = read("eligibility.yaml").get(page.kind_code, {}).get(language, [])
    if key in planter.loaded or page.eligibility or page.has_unpublished_changes:
        return
    page.eligibility = [("question", question) for question in questions]
    page.save()
    publish(page)
    planter.remember(page, key, action="wagtail.edit")
