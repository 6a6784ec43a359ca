"""The entry point of application servers: `gunicorn --pythonpath site,. motcua.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
application = get_wsgi_application()

# What has been loaded stays: nobody need look through it for garbage again.
gc.collect()
gc.freeze()
