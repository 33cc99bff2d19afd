# Sourced by ./run, ./test and ./bench from the top level: what a bare machine needs before the first start.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build process stays behind to hold memory that the parts need.
export MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Runs a command quietly and says how long it took; its output is shown only when it fails.
step() {
  local what=$1 started=$SECONDS log code=0
  shift
  log=$(mktemp)
  printf '%s … ' "$what"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" -eq 0 ]; then
    printf '%s s\n' $((SECONDS - started))
    rm -f "$log"
  else
    printf 'failed after %s s\n' $((SECONDS - started))
    tail -40 "$log" >&2
    fail "$what failed (whole output: $log)"
  fi
}

# Whether the build's registry probe found real packages missing.
stand_ins() { [ -f artifacts/registry.props ] && grep -q '>true<' artifacts/registry.props; }

need_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET SDK is missing: install .NET 10 (Debian, Ubuntu: apt-get install dotnet-sdk-10.0) and start again."
  dotnet --version >/dev/null 2>&1 || fail "this needs the .NET SDK of global.json ($(tr -d '\n' <global.json)); installed: $(dotnet --list-sdks 2>/dev/null | tr '\n' ' ')"
  # Without the real packages of the registry the build falls back to Debian's librdkafka: only then root or the library itself is needed.
  if stand_ins && [ ! -e /usr/lib/x86_64-linux-gnu/librdkafka.so.1 ]; then
    [ "$(id -u)" -eq 0 ] || fail "librdkafka is missing: run 'sudo apt-get install librdkafka1' and start again."
    step "Installing librdkafka1" apt_install librdkafka1
  fi
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js with npm is missing: install Node 20 or newer (Debian, Ubuntu: apt-get install nodejs npm) and start again."
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 20 ] || fail "Node $(node --version) is too old: 20 or newer is needed."
}

need_mosquitto() {
  [ -x /usr/sbin/mosquitto ] && return 0
  [ "$(id -u)" -eq 0 ] || fail "mosquitto is missing: run 'sudo apt-get install mosquitto' and start again."
  step "Installing mosquitto" apt_install mosquitto
}

need_jemalloc() {
  compgen -G '/usr/lib/*/libjemalloc.so.2' >/dev/null && return 0
  [ "$(id -u)" -eq 0 ] || fail "jemalloc is missing: run 'sudo apt-get install libjemalloc2' and start again."
  step "Installing libjemalloc2" apt_install libjemalloc2
}

need_aiosmtpd() {
  [ -d /usr/lib/python3/dist-packages/aiosmtpd ] && return 0
  [ "$(id -u)" -eq 0 ] || fail "aiosmtpd is missing: run 'sudo apt-get install python3-aiosmtpd' and start again."
  step "Installing python3-aiosmtpd" apt_install python3-aiosmtpd
}

apt_install() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"
}

# npm packages of one folder, as its package-lock.json says; nothing to do when they are there already.
install_npm() {
  local folder=$1
  [ -f "$folder/package-lock.json" ] || fail "$folder/package-lock.json is missing: this clone is not complete."
  grep -q '"node_modules/' "$folder/package-lock.json" || return 0
  if [ ! -f "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    step "Installing npm packages of $folder" npm ci --prefix "$folder" --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
    touch "$folder/node_modules/.package-lock.json"
  fi
}

# Builds in Release, unless nothing has changed since the last time that it succeeded. Files are held against the moment before that build,
# folders (files that went away) against the moment after it, since the build itself makes folders.
build() {
  local project=$1 stamp="artifacts/$2.built" changed mark
  local apart=(-name .git -o -name bin -o -name obj -o -name node_modules -o -name artifacts -o -name .local -o -name TestResults)
  if [ -f "$stamp.before" ] && [ -f "$stamp" ]; then
    changed=$(find . -mindepth 1 \( "${apart[@]}" \) -prune -o \( -type f -newer "$stamp.before" -o -type d -newer "$stamp" \) -print -quit)
    if [ -z "$changed" ] && built "$project"; then return; fi
  fi
  mkdir -p artifacts
  mark=$(mktemp -p artifacts)
  if [ -f "$stamp" ]; then step "Building what changed" dotnet build "$project" -c Release -v q
  else step "Building (the first time takes a minute or two)" dotnet build "$project" -c Release -v q; fi
  ! stand_ins || say "The package registry does not hold all real packages: built with the stand-ins of infra/registry (development and tests only)."
  mv "$mark" "$stamp.before"
  touch "$stamp"
}

# Whether the programs are there: somebody may have cleaned.
built() {
  local folder=${1%/*} name=${1##*/}
  [ "$name" = ServerlessIot.sln ] && folder=tests/EndToEnd name=EndToEnd.Tests.csproj
  [ -f "$folder/bin/Release/net10.0/ServerlessIot.${name%.csproj}.dll" ]
}
