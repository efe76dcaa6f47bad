"""Serving an application over HTTP: uvicorn for `wxsim serve`, waitress inside a process."""
