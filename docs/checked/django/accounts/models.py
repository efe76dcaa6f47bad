"""Who has logged in, and with which tokens."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class Account(models.Model):
    """A person, known by the openid that WeChat gave."""

    openid = models.CharField(max_length=64, unique=True)
    nick_name = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32, blank=True)


class Login(models.Model):
    """One login. Of its token only a hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=64)
    ends_at = models.DateTimeField()

    @classmethod
    def start(cls, account, session_key):
        """Log an account in, and return the token."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(
            account=account,
            token_hash=_hash(token),
            session_key=session_key,
            ends_at=timezone.now() + timedelta(seconds=settings.SESSION_SECONDS),
        )
        return token

    @classmethod
    def of(cls, token):
        """Return the login that a token belongs to, or None."""
        live = cls.objects.filter(token_hash=_hash(token), ends_at__gt=timezone.now())
        return live.select_related("account").first()


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
