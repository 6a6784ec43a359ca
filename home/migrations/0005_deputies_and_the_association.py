"""Two more roles: deputies, who check before a leader signs, and the Study Promotion Association."""

from typing import Any

from django.db import migrations, models

NEW = {"deputy": "Phó trưởng phòng", "association": "Hội Khuyến học"}


def add_groups(apps: Any, schema_editor: Any) -> None:
    """Offices that are there already get the groups that a new one is opened with."""
    offices = apps.get_model("home", "Office").objects.all()
    if not offices:
        return
    group_model, own = apps.get_model("auth", "Group"), apps.get_model("home", "OfficeGroup")
    entry = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    for office in offices:
        for role, label in NEW.items():
            group, _new = group_model.objects.get_or_create(name=f"{office.short_name} – {label}")
            group.permissions.add(entry)
            own.objects.get_or_create(office=office, role=role, defaults={"group": group})


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_hours_of_returning"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="officegroup",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "Tiếp nhận"),
                    ("officer", "Chuyên viên"),
                    ("deputy", "Phó trưởng phòng"),
                    ("leader", "Lãnh đạo"),
                    ("association", "Hội Khuyến học"),
                    ("editor", "Biên tập viên"),
                    ("admin", "Quản trị đơn vị"),
                ],
                max_length=20,
                verbose_name="Vai trò",
            ),
        ),
        migrations.RunPython(add_groups, migrations.RunPython.noop),
    ]
