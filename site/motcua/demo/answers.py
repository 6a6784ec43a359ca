"""Complete answers of invented people, varied by number, for the demonstration's cases."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from home.models import Office
from services.models import Dormitory, ProcedurePage

Answers = dict[str, Any]
PEOPLE = (
    *("Nguyễn Văn Ví Dụ", "Trần Thị Minh Họa", "Lê Văn Mẫu", "Phạm Thị Thí Dụ"),
    *("Võ Văn Tượng Trưng", "Đặng Thị Giả Định", "Bùi Văn Thử", "Hồ Thị Nháp"),
)
TOPICS = ("establish", "change", "establish", "add_campus", "establish", "dissolve")


@cache
def invented() -> dict[str, list[dict[str, Any]]]:
    """The invented centres, nominees and students."""
    return yaml.safe_load((Path(__file__).parent / "centres.yaml").read_text("utf-8"))


def of_office(group: str, office: Office, number: int) -> dict[str, Any]:
    """One of the office's invented things, round and round."""
    rows = [row for row in invented()[group] if row.get("office", office.code) == office.code]
    return rows[number % len(rows)]


def submitter(number: int) -> Answers:
    return {
        "submitter_name": PEOPLE[number % len(PEOPLE)],
        "submitter_role": "ca_nhan",
        "submitter_id_number": f"0792{number % 100:02d}{900000 + number:06d}"[:12],
        "submitter_phone": f"+84900000{number % 100:03d}",
        "submitter_email": f"nguoi-nop-{number}@example.vn",
        "result_channel": ("truc_tuyen", "truc_tiep")[number % 2],
    }


def licence(office: Office, number: int, today: date) -> Answers:
    centre = of_office("centres", office, number)
    name = centre["name_vi"].replace(" (minh hoạ)", f" {number + 1} (minh hoạ)")
    topic = TOPICS[number % len(TOPICS)] if number > 12 else "establish"
    procedure = ProcedurePage.objects.filter(
        application_kind=topic, status="cong_khai", path__startswith=office.site.root_page.path
    ).first()
    return submitter(number) | {
        "application_kind": topic,
        "procedure": procedure.slug if procedure else "",
        "licence": "khong_co" if topic != "establish" else "",
        "change_items": ["dia_diem"],
        "change_note": "Chuyển địa điểm sang đường Ví Dụ 99.",
        "centre_type": centre["type"],
        "ownership": "tu_thuc",
        "centre_name_vi": name,
        "centre_name_en": centre["name_en"],
        "founder_kind": "ca_nhan",
        "founder_name": PEOPLE[(number + 1) % len(PEOPLE)],
        "founder_id": f"079090{number:06d}",
        "head_address": centre["address"],
        "ward_code": centre["commune_code"],
        "premises_right": "thue",
        "lease_until": (today + timedelta(days=1500)).isoformat(),
        "phone": f"+84900000{(number + 50) % 100:03d}",
        "director_name": centre["director"],
        "director_dob": "1980-05-09",
        "director_id_number": f"079080{number:06d}",
        "director_degree": "thac_si",
        "director_major": "Ngôn ngữ Anh",
        "director_language_degree": "co",
        "staff_total": 12,
        "teacher_total": 9,
        "teacher_foreign_total": 1,
        "languages": ["anh", "nhat"] if "tin" not in centre["type"] else ["tin_hoc"],
        "class_max_size": 20,
        "programmes": [
            {
                "name": "Tiếng Anh giao tiếp",
                "level": "A2",
                "periods": 90,
                "textbook": "Giáo trình mẫu",
            }
        ],
        "classroom_count": 6,
        "classroom_area_m2": "240.5",
        "expected_learners_per_shift": 110,
        "computer_count": 40,
        "dissolve_reason": "Trung tâm tự nguyện chấm dứt vì hai năm liền thiếu người học.",
        "learner_settlement_plan": "Người học được chuyển trung tâm; người lao động đủ chế độ.",
        "asset_plan": "Tài sản được thanh lý để trả học phí còn lại và các khoản nợ.",
        "campuses": [
            {
                "name": "Cơ sở 2",
                "address": "Số 5, đường Thí Dụ 7",
                "ward_code": centre["commune_code"],
            }
        ],
    }


def nomination(office: Office, number: int, today: date) -> Answers:
    nominee = of_office("families", office, number)
    model = nominee["model_kind"]
    return submitter(number) | {
        "model_kind": model,
        "year": today.year - 1,
        "criteria_set": "khong_cham_diem",
        "nominee_name": nominee["name"].replace(" (minh hoạ)", f" {number + 1} (minh hoạ)"),
        "ward_code": nominee["commune_code"],
        "neighbourhood": nominee.get("neighbourhood", "Khu phố Ví Dụ 1"),
        "representative_name": nominee.get("representative", PEOPLE[0]),
        "representative_title": nominee.get("representative_title", "Đại diện"),
        "representative_phone": "+84900000077",
        "members_total": 5 + number % 4,
        "children_total": 2,
        "adults_total": 3,
        "families_total": 40,
        "families_recognised": 31,
        "has_study_fund": "co",
        "unit_kind": "truong_hoc",
        "unit_level": "xa",
        "achievements": "Mọi thành viên đều có kế hoạch học tập trong năm; có tủ sách dùng chung.",
    }


def student(office: Office, number: int, today: date) -> Answers:
    person = of_office("students", office, number)
    dormitory = Dormitory.objects.filter(office=office).first()
    return submitter(number) | {
        "nationality": person["nationality"],
        "full_name_passport": f"{person['full_name_passport']} {chr(65 + number % 26)}",
        "full_name_native": person["full_name_native"],
        "gender": person["gender"],
        "date_of_birth": person["date_of_birth"],
        "place_of_birth_province": "Champasak" if person["nationality"] == "LAO" else "Kandal",
        "passport_no": f"P{office.pk % 10}{number:06d}",
        "passport_expiry": (today + timedelta(days=900)).isoformat(),
        "visa_type": "DH",
        "visa_no": f"DH{number:06d}",
        "visa_expiry": (today + timedelta(days=200)).isoformat(),
        "scholarship_category": "tu_tuc",
        "host_institution": person["host_institution"],
        "level": person["level"],
        "programme": person["programme"],
        "language_of_instruction": "vi",
        "enrol_date": f"{today.year - 1}-09-05",
        "expected_graduation": f"{today.year + 3}-06-30",
        "vn_level": "bac_4",
        "dormitory": dormitory.code if dormitory else "ngoai_tru",
        "room_no": f"A{number % 40 + 101}",
        "phone_vn": f"+84900000{number % 100:03d}",
        "emergency_contact_name": "Sample Khamphone",
        "emergency_contact_phone": "+8562055500000",
        "emergency_contact_relation": "Cha",
        "year_statuses": [
            {
                "academic_year": f"{today.year - 1}-{today.year}",
                "study_year": 1,
                "status": "dang_hoc",
            }
        ],
    }


ANSWERS = {"licence": licence, "nomination": nomination, "student": student}
