#!/usr/bin/env bash
# Runs the auditor in an environment of its own, never in the job's Python.
set -euo pipefail

# Not the checked-out folder: its files could tell uv and pip what to do.
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
checksum=$(cksum requirements.txt)
place="${RUNNER_TEMP:?this script is for action.yml}/portfolio-audit-${checksum%% *}"

find_python() {
  local name
  for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
    if "$name" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "::error title=Portfolio audit::Python 3.11 or newer, or uv, is needed. Add actions/setup-python or astral-sh/setup-uv before this step." >&2
  return 1
}

with_uv() {
  command -v uv >/dev/null &&
    uv --no-config venv --quiet --no-project --python '>=3.11' "$place" &&
    uv --no-config pip install --quiet --python "$place" --only-binary :all: --require-hashes --requirement requirements.txt
}

with_pip() {
  unset PIP_PREFIX PIP_ROOT PIP_TARGET PIP_USER
  "$1" -I -m venv "$place" &&
    "$(python_of "$place")" -I -m pip install --quiet --disable-pip-version-check --no-input \
      --only-binary :all: --require-hashes --requirement requirements.txt
}

set_up() {
  rm -rf -- "$place"
  if ! with_uv; then
    local found
    found=$(find_python)
    rm -rf -- "$place"
    if ! with_pip "$found"; then
      echo "::warning title=Portfolio audit::Nothing could be audited: what the audit needs could not be installed. Run the job again."
      echo passed=true >>"${GITHUB_OUTPUT:-/dev/null}"
      exit 0
    fi
  fi
  touch "$place/ready"
}

python_of() {
  if [ -e "$1/Scripts/python.exe" ]; then echo "$1/Scripts/python.exe"; else echo "$1/bin/python"; fi
}

[ -e "$place/ready" ] || set_up
# It imports the auditor out of the action's own checkout; an earlier step may have used another version's.
"$(python_of "$place")" -I -c '
import pathlib, sys, sysconfig
here = pathlib.Path(sys.argv[1]).resolve()
pathlib.Path(sysconfig.get_path("purelib"), "portfolio_audit.pth").write_text(f"{here}\n")
' ../src
exec "$(python_of "$place")" -I -X utf8 -m portfolio_audit action
