using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace ServerlessIot.SampleApp;

internal static class Program
{
    private static void Main(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        Startup.Configure(builder.Services, builder.Configuration);
        builder.Build().Run();
    }
}
