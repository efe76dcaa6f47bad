#!/usr/bin/env bash
# Installs what wxsim is compared with into a directory of its own:
#
#   tests/benchmarks/install_peers.sh DIR
#   python tests/benchmarks/peers.py --peers DIR
#
# Needs Node.js with npm, and Python. wiremock runs on Java, which is not
# installed here; nor are wrk and nginx, which Debian has under these names, and
# the C compiler that the compiled wxsim is made with.
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: $0 DIR" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"

cp "$here/peers/package.json" .
npm install --no-audit --no-fund

"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --disable-pip-version-check -r "$here/peers/requirements.txt"

"${PYTHON:-python3}" -m venv compiled
WXSIM_COMPILE=1 compiled/bin/python -m pip install --disable-pip-version-check "$here/../.."

for program in node java wrk nginx; do
  command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || echo "not here: $program" >&2
done
