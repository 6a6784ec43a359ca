"""The queue of jobs: rows of the database, written as cheaply as those that they stand beside."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django_tasks_db import DatabaseBackend
from django_tasks_db.compat import Task, normalize_json

from forms.models.statements import insert

#: How upstream writes that a job need not wait; a handler of its own for `pre_save` sets it there.
AT_ONCE = datetime(9999, 1, 1, tzinfo=UTC)


class Jobs(DatabaseBackend):
    """As upstream's, but for the statement that writes a job."""

    def _task_to_db_task(self, task: Task[..., Any], args: Any, kwargs: Any) -> Any:
        job = apps.get_model("django_tasks_database.DBTaskResult")(
            args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after or AT_ONCE,
            backend_name=self.alias,
        )
        insert(job)
        return job
