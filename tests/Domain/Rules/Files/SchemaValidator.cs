using System.Diagnostics;
using System.Reflection;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Domain.Tests.Rules.Files;

/// <summary>Holds files against the schema of rule files by a validator that somebody else wrote: ajv, in Node.</summary>
internal static class SchemaValidator
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Folder = typeof(SchemaValidator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "SchemaValidator").Value!;
    private static readonly Lazy<Task> Installed = new(() => RunAsync("/bin/sh", "install.sh"));

    /// <summary>What is wrong with each file, empty when it conforms.</summary>
    /// <param name="files">JSON, each in one line.</param>
    internal static async Task<IReadOnlyList<string>> FaultsAsync(IEnumerable<string> files)
    {
        await Installed.Value;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (schema, documents) = (Path.Combine(folder.FullName, "schema.json"), Path.Combine(folder.FullName, "documents"));
            await File.WriteAllBytesAsync(schema, RuleFile.Schema().ToArray());
            await File.WriteAllLinesAsync(documents, files);
            return (await RunAsync("node", "validate.mjs", schema, documents)).Split('\n')[..^1];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? output : throw new InvalidDataException(await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
