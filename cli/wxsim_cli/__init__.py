"""The command line of wxsim: one module per command, imported when it runs."""
