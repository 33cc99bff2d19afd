#!/bin/sh
# azd runs this before it packages a function app: what was built with stand-ins (infra/registry) must not reach Azure.
set -eu
cd "$(dirname "$0")/../.."

# The first restore of a clone asks the registry and writes the answer.
[ -f artifacts/registry.props ] || dotnet restore functions/Domain/Domain.csproj --verbosity quiet

if [ ! -f artifacts/registry.props ] || grep -q '>true<' artifacts/registry.props; then
  cat >&2 <<'MESSAGE'
error: this build uses the stand-ins of infra/registry, which are for development and tests only: an app packaged with them would not run in Azure.
The NuGet registry in use does not hold the real packages (Microsoft.Azure.Functions.Worker 2.x, Confluent.Kafka, …). Use one that does,
delete artifacts/registry.props, so that the build asks again, and start azd again.
MESSAGE
  exit 1
fi
