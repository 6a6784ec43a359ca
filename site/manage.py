#!/usr/bin/env python
"""Runs Django's commands from any directory, installed or not."""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]  # the apps
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
