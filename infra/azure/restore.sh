#!/bin/sh
# Copies a backup into an empty container. The function apps are stopped meanwhile, and started afterwards.
#
#   infra/azure/restore.sh BACKUP CONTAINER      addresses as for infra/azure/backup.sh
set -eu
[ $# -eq 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v "${AZCOPY:-azcopy}" >/dev/null || { echo "error: azcopy is missing: https://learn.microsoft.com/azure/storage/common/storage-use-azcopy-v10" >&2; exit 1; }
case $1 in
  *\?*) from="${1%%\?*}/*?${1#*\?}" ;;
  *) from="$1/*" ;;
esac
"${AZCOPY:-azcopy}" copy "$from" "$2" --recursive
