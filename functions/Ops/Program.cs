using System.CommandLine;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessIot.Adapters.Telemetry;
using ServerlessIot.Ops;
using ServerlessIot.Ops.CommandLine;

if (args is ["rules", ..]) return await new RootCommand("Commands of ServerlessIot's app Ops.") { RulesCommand.Make(Services, Console.Out, Console.Error) }.Parse(args).InvokeAsync();
using var telemetry = TelemetryExport.Start("ops");
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
Startup.Configure(builder.Services, builder.Configuration);
builder.Build().Run();
return 0;

static ServiceProvider Services()
{
    var services = new ServiceCollection();
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    services.AddLogging();
    services.AddSingleton<IConfiguration>(configuration);
    Startup.Configure(services, configuration);
    return services.BuildServiceProvider();
}
