"""The accounts of the demonstration: they exist nowhere else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from home.models import Office, Role

ACCOUNTS = {
    "bientap": (Role.EDITOR, "Biên tập viên"),
    "tiepnhan": (Role.CLERK, "Cán bộ tiếp nhận"),
    "chuyenvien": (Role.OFFICER, "Chuyên viên"),
    "chuyenvien2": (Role.OFFICER, "Chuyên viên Hai"),
    "chuyenvien3": (Role.OFFICER, "Chuyên viên Ba"),
    "phophong": (Role.DEPUTY, "Phó trưởng phòng"),
    "lanhdao": (Role.LEADER, "Lãnh đạo"),
    "khuyenhoc": (Role.ASSOCIATION, "Hội Khuyến học"),
    "quantri": (Role.ADMIN, "Quản trị đơn vị"),
}


def load_admin(password: str) -> None:
    """The superuser `admin`; an account that exists keeps its password."""
    users = get_user_model().objects
    if not users.filter(username="admin").exists():
        users.create_superuser("admin", password=password, first_name="Quản trị")


def load_staff(office: Office, password: str) -> None:
    """One member of staff for each role; an account that exists keeps its password and groups."""
    users = get_user_model().objects
    hashed = make_password(password)  # once: hashing is slow on purpose
    for prefix, (role, name) in ACCOUNTS.items():
        username = f"{prefix}.{office.code}"
        if not users.filter(username=username).exists():
            user = users.create(
                username=username,
                password=hashed,
                first_name=name,
                email=f"{username}@mot-cua.example",
            )
            user.groups.add(office.groups.get(role=role).group)
