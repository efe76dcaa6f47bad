"""The settings of the smallest Django project around django-weapp-auth, as its README says."""

import os
import secrets

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]},
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "weapp_auth"]
ROOT_URLCONF = "urls"
SECRET_KEY = secrets.token_hex()
WEAPP_AUTH = {
    "APP_ID": os.environ["WECHAT_APPID"],
    "APP_SECRET": os.environ["WECHAT_SECRET"],
}
