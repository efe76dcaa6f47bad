"""People and their logins."""
