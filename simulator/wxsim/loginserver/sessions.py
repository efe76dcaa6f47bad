"""third_session: this server's own proof of login, and what stands behind it.

The openid and session_key that WeChat gave for a login are kept here and
nowhere else, and never leave the server. The client holds a third_session,
which is random and says nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from wxsim.loginserver.database import Database
from wxsim.loginserver.wechat import WeChatSession


class Sessions:
    """The live logins, at most one to an openid.

    Only the sha256 of a third_session is stored. Whoever reads the table
    cannot log in with it, and since look-up is by hash, the time it takes
    tells nothing about any third_session that exists.
    """

    def __init__(self, database: Database, lifetime: float) -> None:
        """Keep sessions in ``database``, each good for ``lifetime`` seconds."""
        self._database = database
        self._lifetime = lifetime

    def start(self, wechat_session: WeChatSession) -> str:
        """Log a person in, which ends their previous session.

        The previous one must go: its session_key is, or soon will be, replaced.

        Args:
            wechat_session: what WeChat gave for the code; the person has an
                account.

        Returns:
            The new third_session, 43 characters.
        """
        third_session = secrets.token_urlsafe(32)
        now = time.time()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM session WHERE expires_at <= ?", (now,))
            connection.execute(
                "INSERT OR REPLACE INTO session"
                " (openid, third_session_sha256, session_key, expires_at) VALUES (?, ?, ?, ?)",
                (
                    wechat_session.openid,
                    _hash(third_session),
                    wechat_session.session_key,
                    now + self._lifetime,
                ),
            )
        return third_session

    def find(self, third_session: str) -> WeChatSession | None:
        """Return whose session this is, or None for one unknown, ended or expired."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT openid, session_key FROM session"
                " WHERE third_session_sha256 = ? AND expires_at > ?",
                (_hash(third_session), time.time()),
            ).fetchone()
        return WeChatSession(row["openid"], row["session_key"]) if row else None


def _hash(third_session: str) -> str:
    # No salt and no slow hash: there are 256 random bits to guess, not a password.
    return hashlib.sha256(third_session.encode()).hexdigest()
