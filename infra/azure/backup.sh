#!/bin/sh
# Copies journals and archive out of a container while the functions go on, in an order from which they can be started again:
# what an entry names is copied after the entry, and Validate's journals after those of its readers, so that no number is given twice.
#
#   infra/azure/backup.sh FROM TO      addresses of containers, https://ACCOUNT.blob.core.windows.net/CONTAINER, with a SAS or after azcopy login
#
# TO is empty: each backup has a container of its own. Restore: infra/azure/restore.sh.
set -eu
[ $# -eq 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v "${AZCOPY:-azcopy}" >/dev/null || { echo "error: azcopy is missing: https://learn.microsoft.com/azure/storage/common/storage-use-azcopy-v10" >&2; exit 1; }

# The address of a path in a container: before the SAS, if there is one.
at() {
  case $1 in
    *\?*) printf '%s/%s?%s' "${1%%\?*}" "$2" "${1#*\?}" ;;
    *) printf '%s/%s' "$1" "$2" ;;
  esac
}

copy() { # what, path in both containers, options…
  what=$1 from=$(at "$source" "$2*") to=$(at "$target" "$2")
  shift 2
  echo "copying $what"
  "${AZCOPY:-azcopy}" copy "$from" "$to" --recursive "$@"
}

source=$1 target=$2
copy "journals of the readers" journals/ --exclude-path validate
copy "journals of Validate" journals/validate/
copy "archive and everything else" "" --exclude-path journals
echo "done at $(date -u +%Y-%m-%dT%H:%M:%SZ): restore Cosmos DB to this time or a later one"
