"""The groups of an office, one for each role, and what the CMS lets them do."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import Office, OfficeGroup, Role

EVERYBODY = ("wagtailadmin.access_admin",)
EDITORS = (Role.EDITOR, Role.ADMIN)
REVIEWERS = (Role.EDITOR, Role.LEADER)
EDITORS_ALSO = ("wagtail_localize.submit_translation",)
ON_PAGES = tuple(
    f"wagtailcore.{action}_page" for action in ("add", "change", "publish", "lock", "unlock")
)
ON_FILES = tuple(
    f"{kind.replace('.', f'.{action}_')}"
    for kind in ("wagtailimages.image", "wagtaildocs.document")
    for action in ("add", "change", "choose")
)


def make_groups(office: Office) -> dict[str, Group]:
    """The group of each role; those that exist are left as their administrator made them."""
    found = {row.role: row.group for row in office.groups.select_related("group")}
    for role in Role:
        if role not in found:
            with override("vi"):
                name = f"{office.short_name} – {role.label}"
            group = Group.objects.create(name=name)
            OfficeGroup.objects.create(office=office, role=role, group=group)
            also = EDITORS_ALSO if role in EDITORS else ()
            group.permissions.set(permission(name) for name in (*EVERYBODY, *also))
            found[role] = group
    return found


def open_pages(office: Office, homes: list[Page]) -> None:
    """Lets the editors work below these home pages, with files of their own collection."""
    groups = make_groups(office)
    collection = own_collection(office)
    for group in (groups[role] for role in EDITORS):
        for home in homes:
            for name in ON_PAGES:
                ensure(GroupPagePermission, group=group, page=home, permission=permission(name))
        for name in ON_FILES:
            ensure(
                GroupCollectionPermission,
                group=group,
                collection=collection,
                permission=permission(name),
            )
    for home in homes:
        if not WorkflowPage.objects.filter(page=home).exists():
            WorkflowPage.objects.create(page=home, workflow=own_workflow(office, groups))


def own_collection(office: Office) -> Collection:
    """Where the office keeps its images and documents."""
    root = Collection.get_first_root_node()
    found: Collection | None = root.get_children().filter(name=office.short_name).first()
    return found or root.add_child(instance=Collection(name=office.short_name))


def own_workflow(office: Office, groups: dict[str, Group]) -> Workflow:
    """One step: a leader or an editor of the office approves."""
    name = f"Duyệt bài – {office.short_name}"
    workflow, new = Workflow.objects.get_or_create(name=name)
    if new:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(groups[role] for role in REVIEWERS)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def ensure(model: type[Model], **fields: object) -> None:
    model._default_manager.get_or_create(**fields)
