using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessIot.Adapters.Telemetry;
using ServerlessIot.React;

using var telemetry = TelemetryExport.Start("react");
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
Startup.Configure(builder.Services, builder.Configuration);
builder.Build().Run();
