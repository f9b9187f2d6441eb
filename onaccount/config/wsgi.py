"""What the web server serves. To be here is to be a web process, and the settings pool connections only there."""

import os

os.environ.setdefault("ONACCOUNT_PROCESS", "web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
