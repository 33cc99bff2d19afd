using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ServerlessIot.Broker.Tests.Clients;

/// <summary>Runs a client of another language against a broker.</summary>
internal static class ForeignClient
{
    private static readonly string Folder = typeof(ForeignClient).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Clients").Value!;

    /// <summary>Installs the client if it is missing.</summary>
    public static Task InstallAsync(string client) => RunAsync(TimeSpan.FromMinutes(5), "/bin/sh", "install.sh", client);

    /// <summary>Runs a program and reads the JSON of its last line.</summary>
    public static async Task<JsonElement> AskAsync(string command, string script, params string[] arguments)
    {
        var output = await RunAsync(BrokerFixture.Patience, command, [script, .. arguments]);
        return JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
    }

    private static async Task<string> RunAsync(TimeSpan patience, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        using var limit = new CancellationTokenSource(patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
