"""The site as a whole: settings that fail closed, pinned labels, imports that point one way."""

import ast
import os
import site
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client, RequestFactory

from motcua.env import Env, database, email
from motcua.middleware import refuse_broken_text

ROOT = Path(settings.ROOT)
PRODUCTION = {
    "SECRET_KEY": "".join(chr(33 + number) for number in range(64)),
    "SEAL_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "BLIND_KEY": "another-key-of-its-own",
    "ALLOWED_HOSTS": "hcmc.example.vn",
    "BASE_URL": "https://hcmc.example.vn",
    "FROM_EMAIL": "khong-tra-loi@example.vn",
}
ORDER = ("search", "home", "services", "forms")


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as production would, with nothing of the tests' environment."""
    kept = {"PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"]}
    return subprocess.run(
        [sys.executable, "site/manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_to_start_and_names_all_that_is_missing():
    answer = manage("check")
    assert answer.returncode != 0
    for name in PRODUCTION:
        assert f"{name} is missing" in answer.stderr


def test_production_has_nothing_to_say_against_its_own_deployment():
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ORDER)
def test_an_apps_label_is_its_folder(name):
    assert apps.get_app_config(name).name == name


def test_the_standard_librarys_module_site_is_what_it_was():
    assert hasattr(site, "getsitepackages")
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("app", ORDER)
def test_imports_point_one_way_and_hide_in_no_function(app):
    above = ORDER[ORDER.index(app) + 1 :]
    for path in (ROOT / app).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in above, path
        hidden = [
            node.lineno
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name != "ready"
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert not hidden, (path, hidden)


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_every_template_compiles(template):
    get_template(str(template.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("where", ["/tim-kiem/?q=%00", "/%00/", "/tim-kiem/?q=%ff"])
def test_broken_text_in_an_address_is_a_bad_request(where):
    assert Client().get(where).status_code == 400


def test_a_nul_in_a_cookie_is_a_bad_request():
    request = RequestFactory().get("/")
    request.COOKIES["session"] = "a\0b"
    answer = refuse_broken_text(lambda request: pytest.fail("let through"))(request)
    assert answer.status_code == 400


def test_the_servers_own_error_page_needs_nothing():
    text = get_template("errors/500.html").render()
    assert "<h1" in text


def test_env_collects_every_fault():
    env = Env({"FLAG": "maybe", "NUMBER": "x"})
    env.text("TEXT")
    env.flag("FLAG")
    env.number("NUMBER", 1)
    assert len(env.faults) == 3


def test_database_and_mail_addresses_are_read():
    found = database("postgresql://u%40:p%2F@db.example:5433/name?sslmode=require", Path("x"))
    assert (found["USER"], found["PASSWORD"], found["PORT"]) == ("u@", "p/", "5433")
    assert found["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require"}
    assert database("postgresql://db/name?options=", Path())["OPTIONS"] == {"options": ""}
    assert email("smtps://u:p@mail.example")["EMAIL_PORT"] == 465
