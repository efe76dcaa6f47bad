"""Serving an application over HTTP: granian for `wxsim serve`, waitress inside a process."""
