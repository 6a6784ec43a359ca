"""The entry point of application servers: `gunicorn --pythonpath site,. motcua.wsgi`."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
application = get_wsgi_application()

# What has been loaded stays: nobody need look through it for garbage again.
gc.collect()
gc.freeze()
# A thread that has its answer from the database, and holds a lock there, gets to go on within half
# a millisecond, not within Python's five.
sys.setswitchinterval(0.0005)
