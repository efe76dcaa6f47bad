"""Settings, all of which come from the environment."""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

WECHAT_BASE_URL = os.environ.get("WECHAT_BASE_URL", "https://api.weixin.qq.com")
WECHAT_APPID = os.environ["WECHAT_APPID"]
WECHAT_SECRET = os.environ["WECHAT_SECRET"]
SESSION_SECONDS = float(os.environ.get("SESSION_SECONDS", "604800"))

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or secrets.token_hex()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE", BASE_DIR / "db.sqlite3"),
        "OPTIONS": {"timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["accounts"]
ROOT_URLCONF = "backend.urls"
USE_TZ = True
