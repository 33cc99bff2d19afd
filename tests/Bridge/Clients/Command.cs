using System.Diagnostics;

namespace ServerlessIot.Bridge.Tests.Clients;

/// <summary>Runs other people's programs.</summary>
internal static class Command
{
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Installs a Debian package when the file it brings is missing.</summary>
    public static async Task NeedAsync(string package, string file)
    {
        await Installing.WaitAsync();
        try
        {
            if (File.Exists(file))
                return;
            await RunAsync("apt-get", ["update", "-qq"], 120);
            var (code, output) = await RunAsync("apt-get", ["install", "-y", "-qq", package], 300);
            Assert.True(code == 0, $"{package} cannot be installed: {output}");
        }
        finally
        {
            Installing.Release();
        }
    }

    /// <returns>Exit code, and stdout with stderr behind it.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, int seconds = 60, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
        return (process.ExitCode, await output + await errors);
    }
}
