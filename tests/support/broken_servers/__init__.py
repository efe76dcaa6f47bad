"""The reference login server, each time with one fault: what the checks have to find."""
