using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Host.Apps;

/// <summary>An app's host.json, with settings <c>AzureFunctionsJobHost__section__name</c> on top, as Azure has it.</summary>
internal static class HostJson
{
    private const string OverridePrefix = "AzureFunctionsJobHost";

    /// <summary>Reads the file in <paramref name="directory"/>.</summary>
    /// <exception cref="HostStartException">There is none, or it is not JSON.</exception>
    public static IConfiguration Read(string directory, IConfiguration settings)
    {
        string file = Path.Combine(directory, "host.json");
        if (!File.Exists(file)) throw new HostStartException($"{file} does not exist: {directory} is not the build output of a function app.");
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: false, reloadOnChange: false)
                .AddConfiguration(settings.GetSection(OverridePrefix))
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new HostStartException($"{file} is not valid JSON: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
