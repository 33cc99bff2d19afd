#!/bin/sh
# Installs the validator that the schema of rule files is tested with into this folder, if it is missing.
set -eu
cd "$(dirname "$0")"
exec 9>"${TMPDIR:-/tmp}/serverlessiot-schema-validator.lock"
flock 9
[ -f node_modules/ajv/package.json ] && exit 0
command -v npm >/dev/null || { echo "npm is missing: install Node.js" >&2; exit 1; }
npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error >&2
