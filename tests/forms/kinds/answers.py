"""Complete, valid answers of each kind, as a case stores them; dates count from today.

They name what `plant` makes at the first office: the institution `truong-mau`, the dormitory
`ktx-mau` and the licences `hoa-mai` and `canh-buom`, besides its commune 26740.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from home.models import Office
from services.models import Dormitory
from tests import factories

Answers = dict[str, Any]
LONG = "Trung tâm đã hết hợp đồng thuê nhà và không còn đủ giáo viên để tiếp tục dạy học viên. " * 2
NEW = ("establish", "operate", "merge", "split")
RUNNING = (*NEW, "renew")


def plant(office: Office) -> None:
    """What the answers name, at an office of TP.HCM."""
    factories.institution(office, "Trường Đại học Mẫu", slug="truong-mau", kind="dai_hoc")
    Dormitory.objects.create(office=office, code="ktx-mau", name="Ký túc xá Mẫu")
    factories.licence(office, "Trung tâm Ngoại ngữ Hoa Mai", slug="hoa-mai")
    factories.licence(office, "Trung tâm Ngoại ngữ Cánh Buồm", slug="canh-buom")


def ahead(days: int) -> str:
    """A day from today on, in ISO form."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def submitter(**changes: Any) -> Answers:
    return {
        "submitter_name": "Nguyễn Thị Ánh Nguyệt",
        "submitter_role": "ca_nhan",
        "submitter_id_number": "079190001234",
        "submitter_phone": "+84912345678",
        "submitter_email": "nguyet@example.vn",
        "result_channel": "truc_tuyen",
        **changes,
    }


def for_another(role: str = "duoc_uy_quyen", **changes: Any) -> Answers:
    """What the page "Nộp thay" asks, for either role and with a paper."""
    return {
        "submitter_role": role,
        "represented_name": "Trần Văn Bình",
        "represented_id": "079085001234",
        "authority_basis": "duoc_uy_quyen" if role == "dai_dien_to_chuc" else None,
        "authorised_on": ahead(-30),
        **changes,
    }


def licence(kind: str = "establish", **changes: Any) -> Answers:
    """A licence application of one kind; `change` changes everything that can be changed."""
    answers = {"application_kind": kind, **submitter()}
    answers["centre_name_vi"] = "Trung tâm Ngoại ngữ Bình Minh"
    if kind in ("renew", "reactivate", "split", "change", "add_campus", "dissolve"):
        answers["licence"] = "hoa-mai"
    if kind in (*NEW, "change"):
        answers |= CENTRE | PLACE
    if kind in NEW:
        answers |= {"ownership": "tu_thuc"} | FOUNDER
    if kind in (*RUNNING, "change"):
        answers |= DIRECTOR | {"languages": ["anh", "nhat"], "programmes": [PROGRAMME]}
    if kind in RUNNING:
        answers |= STAFF
    return answers | ACTS.get(kind, {}) | changes


CENTRE = {
    "centre_type": "ngoai_ngu",
    "centre_name_en": "Binh Minh Foreign Language Centre",
    "abbreviation": "BMLC",
}
FOUNDER = {
    "founder_kind": "doanh_nghiep",
    "founder_name": "Công ty TNHH Giáo dục Bình Minh",
    "founder_id": "0312345678",
    "founder_decision_no": "0312345678",
    "founder_decision_date": "2020-05-12",
    "parent_body": "Công ty TNHH Giáo dục Bình Minh",
}
PLACE = {
    "head_address": "Số 10, đường Ví Dụ 1",
    "ward_code": "26740",
    "premises_right": "thue",
    "lease_until": ahead(5 * 366),
    "phone": "+842838291875",
    "email": "binhminh@example.vn",
    "website": "https://binhminh.example.vn",
}
DIRECTOR = {
    "director_name": "Đỗ Đức Độ",
    "director_dob": "1980-03-02",
    "director_id_number": "079080001234",
    "director_degree": "thac_si",
    "director_major": "Ngôn ngữ Anh",
    "director_language_degree": "khong",
    "director_language_level": "bac_5",
}
PROGRAMME = {
    "name": "Tiếng Anh thiếu nhi",
    "level": "A1",
    "periods": 120,
    "textbook": "Family and Friends 1",
    "target_age": "6–10 tuổi",
}
STAFF = {
    "staff_total": 12,
    "teacher_total": 8,
    "teacher_foreign_total": 0,
    "class_max_size": 20,
    "classroom_count": 6,
    "classroom_area_m2": "240.50",
    "expected_learners_per_shift": 120,
    "finance_capital_vnd": 1500000000,
    "tuition_public": "1.200.000 đồng một tháng",
}
CAMPUS = {
    "name": "Cơ sở 2",
    "address": "Số 39, đường 3 tháng 2",
    "ward_code": "26740",
    "rooms": 3,
    "area": "90.00",
    "premises_right": "so_huu",
}
TEACHER = {
    "name": "Y Bhăm Niê Kdăm",
    "dob": "1991-11-20",
    "nationality": "VNM",
    "degree": "Cử nhân Ngôn ngữ Anh",
    "certificate": "",
    "work_permit_no": "",
    "subject": "Tiếng Anh",
}
ACTS: dict[str, Answers] = {
    "operate": {"teachers": [TEACHER]},
    "reactivate": {"suspended_decision_no": "125/QĐ-SGDĐT"},
    "merge": {"merge_targets": [{"centre": "hoa-mai"}, {"centre": "canh-buom"}]},
    "split": {"split_plan": LONG},
    "change": {
        "change_items": ["ten", "dia_diem", "giam_doc", "chuong_trinh"],
        "change_note": "Đổi tên và chuyển địa điểm.",
    },
    "add_campus": {"campuses": [CAMPUS]},
    "dissolve": {
        "dissolve_reason": LONG,
        "learner_settlement_plan": LONG,
        "asset_plan": LONG,
    },
}
APPLICATIONS = (
    "establish",
    "operate",
    "renew",
    "reactivate",
    "merge",
    "split",
    "change",
    "add_campus",
    "dissolve",
)


def nomination(model: str = "don_vi", **changes: Any) -> Answers:
    """A nomination of one model, for last year; a unit's with its self-scores (86.5 points)."""
    answers = {
        "model_kind": model,
        "year": timezone.localdate().year - 1,
        **submitter(),
        "nominee_name": "Trường Tiểu học Ví Dụ",
        "ward_code": "26740",
        "neighbourhood": "Khu phố 2",
        "representative_name": "Trần Văn Mẫu",
        "representative_title": "Hiệu trưởng",
        "representative_phone": "+84987654321",
        "achievements": "Nhiều năm liền là tập thể lao động tiên tiến.",
    }
    if model != "cong_dan":
        answers["members_total"] = 48
    return answers | MODELS[model] | changes


SCORES = {
    "score_1_1": "10.0",
    "score_1_2": "8.5",
    "score_1_3": "8.0",
    "score_2_1": "10.0",
    "score_2_2": "4.5",
    "score_2_3": "9.0",
    "score_2_4": "4.0",
    "score_3_1": "20.0",
    "score_3_2": "8.0",
    "score_3_3": "4.5",
}
PERCENTS = {
    "percent_2_1": "100.00",
    "percent_2_2": "95.50",
    "percent_2_3": "98.00",
    "percent_2_4": "90.00",
    "percent_3_1": "85.00",
}
MODELS: dict[str, Answers] = {
    "gia_dinh": {"children_total": 2, "adults_total": 3, "members_total": 5},
    "dong_ho": {
        "families_total": 40,
        "families_recognised": 30,
        "has_study_fund": "co",
        "study_fund_vnd": 25000000,
    },
    "cong_dong": {"families_total": 200, "families_recognised": 120},
    "don_vi": {"unit_kind": "truong_hoc", "unit_level": "xa", **SCORES, **PERCENTS},
    "cong_dan": {"citizen_birth_year": 1990, "occupation_group": "cong_nhan"},
}


def student(**changes: Any) -> Answers:
    """A Lao student with an agreement scholarship, who lives in a dormitory."""
    answers = {
        **submitter(submitter_id_number="PA1234567", submitter_name="ສົມພອນ ວົງສາ"),
        "nationality": "LAO",
        "full_name_passport": "SOMPHONE VONGSA",
        "full_name_native": "ສົມພອນ ວົງສາ",
        "gender": "F",
        "date_of_birth": "2005-04-14",
        "place_of_birth_province": "Champasak",
        "passport_no": "PA1234567",
        "passport_issue_date": "2023-01-10",
        "passport_expiry": ahead(900),
        "visa_type": "DH",
        "visa_no": "AB1234567",
        "visa_expiry": ahead(200),
        "temporary_residence_registered": True,
        "temporary_residence_date": ahead(-30),
        "scholarship_category": "hiep_dinh",
        "sponsor_body": "Bộ Giáo dục và Thể thao Lào",
        "agreement_ref": "123/BGDĐT-HTQT",
        "allowance_scheme": "theo_quy_dinh_TW",
        "host_institution": "truong-mau",
        "level": "dai_hoc",
        "programme": "Quản trị kinh doanh",
        "major_code": "7340101",
        "language_of_instruction": "vi",
        "student_code": "LA23001",
        "enrol_date": "2024-09-05",
        "expected_graduation": "2028-07-31",
        "vn_level": "bac_4",
        "vn_cert_no": "VN-00123",
        "vn_cert_date": "2024-06-15",
        "dormitory": "ktx-mau",
        "room_no": "B204",
        "phone_vn": "+84912345678",
        "phone_home": "+8562055551234",
        "email": "somphone@example.com",
        "emergency_contact_name": "Khamla Vongsa",
        "emergency_contact_phone": "+8562055554321",
        "emergency_contact_relation": "cha",
        "health_insurance_no": "SV4797912345678",
        "insurance_expiry": ahead(100),
        "year_statuses": [YEAR],
    }
    return answers | changes


YEAR = {
    "academic_year": "2024-2025",
    "study_year": 1,
    "status": "dang_hoc",
    "gpa": "3.20",
    "gpa_scale": "4",
    "conduct": 85,
    "credits": 32,
    "reward_discipline": "",
    "confirmed_by": "Phòng Đào tạo",
    "confirmed_on": "2025-07-15",
}


def data_request(right: str = "correct", **changes: Any) -> Answers:
    """A request about the data of a student's case."""
    answers = {
        "about_code": "000.00.00.T79-261121-0001",
        "about_kind": "student",
        "requester_name": "ສົມພອນ ວົງສາ",
        "requester_phone": "+84912345678",
        "requester_email": "nguyet@example.vn",
        "right": right,
        "remark": "Xin trả lời bằng thư điện tử.",
    }
    if right == "correct":
        answers["corrections"] = [
            {"question": "room_no", "new_value": "B204", "why": "Đã đổi phòng."}
        ]
    elif right == "withdraw":
        answers["taken_back"] = ["survey"]
    elif right != "see":
        del answers["remark"]
        answers["wish"] = "Xin xóa những gì không còn cần."
    return answers | changes


#: Complete answers by kind.
OF_KIND = {
    "licence": licence,
    "nomination": nomination,
    "student": student,
    "data_request": data_request,
}


def files(kind: str, answers: Answers) -> list[str]:
    """The upload slots that these answers make necessary (without any procedure page)."""
    if kind == "data_request":
        return []
    slots = {"licence": licence_files, "nomination": nomination_files, "student": student_files}
    by_paper = "duoc_uy_quyen" in (answers["submitter_role"], answers.get("authority_basis"))
    always = ["authorisation_file"] if by_paper else []
    return always + slots[kind](answers)


def licence_files(answers: Answers) -> list[str]:
    found = ["paper_ho_so"]
    if "director_name" in answers:
        found.append("director_cv_file")
    if answers["application_kind"] == "reactivate":
        found.append("remedied_evidence")
    return found


def nomination_files(answers: Answers) -> list[str]:
    needed = answers["model_kind"] in ("dong_ho", "cong_dong", "don_vi")
    return ["minutes_file"] if needed else []


def student_files(answers: Answers) -> list[str]:
    by_category = {"hiep_dinh": ["sending_decision_file"], "tu_tuc": ["finance_proof_file"]}
    return [
        "passport_scan",
        "degree_files",
        *by_category.get(answers["scholarship_category"], []),
    ]
