"""The ranks by which WeChat tells how risky a person is."""

# Documented: 0 is nobody to worry about.
HARMLESS_RANK = 0
# Documented: the highest rank there is; the logins of such a person are blocked.
BLOCKED_RANK = 4
