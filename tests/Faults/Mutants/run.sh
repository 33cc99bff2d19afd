#!/usr/bin/env bash
# Plants known bugs, one at a time, and expects the suite to see each: ./test mutants [NAME…]. Works on a copy; takes a minute or two a bug.
# A bug is a patch in this folder: what it is, which tests see it (Faults: the simulator; or PROJECT:FILTER), then the difference.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
here=$PWD patches=tests/Faults/Mutants seeds=${MUTANT_SEEDS:-400}
export DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
{ git ls-files 2>/dev/null || find . -type f -not -path './.local/*' -not -path './artifacts/*' -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*'; } |
  tar -cf - -T - | tar -xf - -C "$copy"
mkdir -p "$copy/artifacts" && cp artifacts/registry.props "$copy/artifacts/" 2>/dev/null || true

# Builds a test project in the copy and runs what is to see the bug: 0 green, 1 red, 2 not built.
tries() { # what
  local project=${1%%:*} filter=Simulation.SimulationTest.Nothing
  [ "$project" = "$1" ] || filter=${1#*:}
  filter="FullyQualifiedName~${filter//|/|FullyQualifiedName~}"
  (cd "$copy" && dotnet build "tests/$project" -c Release -v q) >"$copy/build.log" 2>&1 </dev/null || return 2
  (cd "$copy" && SIMULATION_SEEDS=$seeds SIMULATION_FAILURES=1 timeout -k 20 900 dotnet test "tests/$project/$project.Tests.csproj" -c Release --no-build --filter "$filter") >"$copy/test.log" 2>&1 </dev/null || return 1
}

names=("$@")
[ ${#names[@]} -gt 0 ] || for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done

for name in "${names[@]}"; do
  (cd "$copy" && git apply --check "$here/$patches/$name.patch") || { echo "error: $name.patch does not fit the code: make it anew." >&2; exit 1; }
done
seen=0 missed=0
for suite in $(for name in "${names[@]}"; do sed -n 's/^Seen by: //p' "$patches/$name.patch"; done | sort -u); do
  code=0
  tries "$suite" || code=$?
  [ "$code" -eq 0 ] || { tail -40 "$copy/test.log" "$copy/build.log" 2>/dev/null; echo "error: without a bug planted, $suite is not green: nothing can be told." >&2; exit 1; }
  echo "$suite is green without a bug"
done
for name in "${names[@]}"; do
  started=$SECONDS code=0
  (cd "$copy" && git apply "$here/$patches/$name.patch")
  tries "$(sed -n 's/^Seen by: //p' "$patches/$name.patch")" || code=$?
  case $code in
    1) seen=$((seen + 1)); verdict=seen ;;
    0) missed=$((missed + 1)); verdict=MISSED ;;
    *) tail -20 "$copy/build.log"; missed=$((missed + 1)); verdict="NOT BUILT" ;;
  esac
  printf '%-30s %-9s %4s s  %s\n' "$name" "$verdict" $((SECONDS - started)) "$(sed -n 's/^What: //p' "$patches/$name.patch")"
  (cd "$copy" && git apply -R "$here/$patches/$name.patch")
done
printf '%s bugs seen, %s missed\n' "$seen" "$missed"
[ "$missed" -eq 0 ]
