using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessIot.Adapters.Telemetry;
using ServerlessIot.Ops;

using var telemetry = TelemetryExport.Start("ops");
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
Startup.Configure(builder.Services, builder.Configuration);
builder.Build().Run();
