"""The groups of an office, one for each role, and what the CMS lets them do."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
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
#: Wagtail lets nobody review who holds no permission on any page.
REVIEWERS_ON_PAGES = ("wagtailcore.publish_page",)
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
    with override(settings.LANGUAGE_CODE):
        new = {
            role: Group.objects.create(name=f"{office.short_name} – {role.label}")
            for role in Role
            if role not in found
        }
    OfficeGroup.objects.bulk_create(
        [OfficeGroup(office=office, role=role, group=group) for role, group in new.items()]
    )
    everybody, also = permissions(*EVERYBODY), permissions(*EDITORS_ALSO)
    may = Group.permissions.through
    may.objects.bulk_create(
        [
            may(group=group, permission=permission)
            for role, group in new.items()
            for permission in (everybody + also if role in EDITORS else everybody)
        ]
    )
    return found | new


def open_pages(office: Office, homes: list[Page]) -> None:
    """Lets the editors work below these home pages, with files of their own collection."""
    groups = make_groups(office)
    editors = [groups[role] for role in EDITORS]
    collection = own_collection(office)
    on_pages = [(group, permission) for permission in permissions(*ON_PAGES) for group in editors]
    on_pages += [(groups[Role.LEADER], found) for found in permissions(*REVIEWERS_ON_PAGES)]
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page=home, permission=permission)
            for group, permission in on_pages
            for home in homes
        ],
        ignore_conflicts=True,
    )
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=permission)
            for permission in permissions(*ON_FILES)
            for group in editors
        ],
        ignore_conflicts=True,
    )
    moderated = set(WorkflowPage.objects.filter(page__in=homes).values_list("page_id", flat=True))
    for home in homes:
        if home.pk not in moderated:
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


def permissions(*names: str) -> list[Permission]:
    """The permissions of these names (`app.codename`)."""
    wanted = Q()
    for app, codename in (name.split(".") for name in names):
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))
