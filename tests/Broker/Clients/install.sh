#!/bin/sh
# Installs the clients that the broker is tested with, as far as they are missing: kafkajs and @platformatic/kafka from npm (into this folder), python3-kafka from Debian.
# usage: install.sh npm|python
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec 9>"${TMPDIR:-/tmp}/serverlessiot-broker-clients.lock"
flock 9
case "$1" in
  npm)
    [ -f "$here/node_modules/kafkajs/package.json" ] && [ -f "$here/node_modules/@platformatic/kafka/package.json" ] && exit 0
    command -v npm >/dev/null || { echo "npm is missing: install Node.js" >&2; exit 1; }
    cd "$here" && npm ci --no-audit --no-fund --loglevel=error >&2
    ;;
  python)
    # Debian's own Python: another one first on PATH does not see Debian's packages.
    /usr/bin/python3 -c 'import kafka' 2>/dev/null && exit 0
    apt-get install -y -qq python3-kafka >&2 || { apt-get update -qq >&2 && apt-get install -y -qq python3-kafka >&2; } ||
      { echo "python3-kafka is missing: run 'apt-get install python3-kafka' as root" >&2; exit 1; }
    ;;
  *)
    echo "usage: $0 npm|python" >&2
    exit 2
    ;;
esac
