"""The site itself as an app: it holds the commands that span the four others."""

from django.apps import AppConfig


class MotCuaConfig(AppConfig):
    name = "motcua"
    verbose_name = "Một Cửa"
