# azd runs this before it packages a function app: what was built with stand-ins (infra/registry) must not reach Azure.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

# The first restore of a clone asks the registry and writes the answer.
if (-not (Test-Path artifacts/registry.props)) { dotnet restore functions/Domain/Domain.csproj --verbosity quiet }

if (-not (Test-Path artifacts/registry.props) -or (Select-String -Quiet -SimpleMatch '>true<' artifacts/registry.props)) {
  [Console]::Error.WriteLine(@'
error: this build uses the stand-ins of infra/registry, which are for development and tests only: an app packaged with them would not run in Azure.
The NuGet registry in use does not hold the real packages (Microsoft.Azure.Functions.Worker 2.x, Confluent.Kafka, …). Use one that does,
delete artifacts/registry.props, so that the build asks again, and start azd again.
'@)
  exit 1
}
