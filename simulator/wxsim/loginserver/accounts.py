"""The people this server knows, one account to an openid."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping

from wxsim.loginserver.database import Database
from wxsim.loginserver.profiles import PROFILE_FIELDS
from wxsim.loginserver.wechat import PhoneNumber

# Sixteen digits, and no more than a JavaScript number can hold exactly.
_FIRST_USER_ID = 10**15
_LAST_USER_ID = 2**53 - 1

PHONE_FIELDS = ("phoneNumber", "purePhoneNumber", "countryCode")

# What a person may see of their account, and all that ever leaves it: a column
# added to the table stays inside until it is named here.
_RECORD_FIELDS = ("userId", *PROFILE_FIELDS, *PHONE_FIELDS)


class Accounts:
    """Accounts are found by openid, which never leaves the server.

    What others may see of an account is its userId.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, openid: str) -> None:
        """Make an empty account for this person unless there is one already."""
        # Drawn, not counted: an id that shows nothing about how many people there are.
        # Drawing a taken one is a one in 8,000,000,000,000,000 chance for each account,
        # and then the primary key refuses it and the person tries again.
        user_id = _FIRST_USER_ID + secrets.randbelow(_LAST_USER_ID - _FIRST_USER_ID + 1)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO user (userId, openid) VALUES (?, ?) ON CONFLICT (openid) DO NOTHING",
                (user_id, openid),
            )

    def read(self, openid: str) -> dict[str, object]:
        """Return the record of a person with an account."""
        with self._database.transaction() as connection:
            return _record(connection, openid)

    def update_profile(
        self, openid: str, profile: Mapping[str, str | int | None]
    ) -> dict[str, object]:
        """Store a profile and return the whole record.

        Args:
            openid: whose profile it is.
            profile: every one of PROFILE_FIELDS; None keeps what was stored.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE user SET"
                " nickName = coalesce(:nickName, nickName),"
                " avatarUrl = coalesce(:avatarUrl, avatarUrl),"
                " gender = coalesce(:gender, gender),"
                " province = coalesce(:province, province),"
                " city = coalesce(:city, city),"
                " country = coalesce(:country, country)"
                " WHERE openid = :openid",
                {**profile, "openid": openid},
            )
            return _record(connection, openid)

    def update_phone(self, openid: str, phone: PhoneNumber) -> dict[str, object]:
        """Store a phone number and return the whole record."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE user SET phoneNumber = ?, purePhoneNumber = ?, countryCode = ?"
                " WHERE openid = ?",
                (phone.phone_number, phone.pure_phone_number, phone.country_code, openid),
            )
            return _record(connection, openid)


def _record(connection: sqlite3.Connection, openid: str) -> dict[str, object]:
    row = connection.execute("SELECT * FROM user WHERE openid = ?", (openid,)).fetchone()
    return {name: row[name] for name in _RECORD_FIELDS}
