using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Tells whoever starts the app by itself that there is no worker in this build, and ends it with exit code 1.</summary>
internal sealed class LocalHostNotice(IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Text =
        "This app was built with stand-ins for the Azure Functions worker, because the NuGet registry in use lacks the real packages.\n"
        + "It runs only under the local function host: dotnet ServerlessIot.Host.dll --app <this folder> --port <port>, or ./run for everything.";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync(Text.AsMemory(), cancellationToken);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
