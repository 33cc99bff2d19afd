using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessIot.SampleApp;

/// <summary>The services of the sample.</summary>
public static class Startup
{
    /// <summary>Adds them; each instance of a function has its own <see cref="Notebook"/>.</summary>
    public static void Configure(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(new Notebook(configuration["Sample:Directory"] ?? throw new InvalidOperationException("Sample__Directory is missing")));
}
