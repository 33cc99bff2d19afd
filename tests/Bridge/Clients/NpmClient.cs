using System.Reflection;

namespace ServerlessIot.Bridge.Tests.Clients;

/// <summary>Runs scripts of this folder on node, with the packages of its package.json.</summary>
internal static class NpmClient
{
    private static readonly SemaphoreSlim Installing = new(1);

    private static readonly string Folder = typeof(NpmClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Clients").Value!;

    /// <summary>Installs a package when it is missing.</summary>
    public static async Task NeedAsync(string package)
    {
        await Installing.WaitAsync();
        try
        {
            if (Directory.Exists(Path.Combine(Folder, "node_modules", package)))
                return;
            var (code, output) = await Command.RunAsync("npm", ["ci", "--prefix", Folder, "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"], 300);
            Assert.True(code == 0, $"{package} cannot be installed: {output}");
        }
        finally
        {
            Installing.Release();
        }
    }

    /// <returns>Exit code, and stdout with stderr behind it.</returns>
    public static Task<(int Code, string Output)> RunAsync(string script, params string[] arguments) =>
        Command.RunAsync("node", [Path.Combine(Folder, script), .. arguments], 120);
}
