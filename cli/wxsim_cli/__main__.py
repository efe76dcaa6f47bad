"""``python -m wxsim_cli`` is ``wxsim``."""

from wxsim_cli.main import main

main()
