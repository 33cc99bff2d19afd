using System.Reflection;
using System.Runtime.Loader;

namespace ServerlessIot.Host.Apps;

/// <summary>
/// Loads an app's assemblies from its output directory. What belongs to .NET and ASP.NET Core is shared with the host, so that
/// <c>HttpRequest</c> or <c>IServiceCollection</c> are the same types; so is what host and app carry in the same version.
/// </summary>
internal sealed class AppLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private static readonly string SharedFrameworks =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", ".."));

    private static readonly Dictionary<string, string> Trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <summary>The app's own assembly.</summary>
    public Assembly LoadApp() => LoadFromAssemblyPath(assemblyPath);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Trusted.TryGetValue(assemblyName.Name ?? "", out string? trusted)
            && trusted.StartsWith(SharedFrameworks, StringComparison.Ordinal))
        {
            return null;
        }
        string? path = _resolver.ResolveAssemblyToPath(assemblyName);
        if (path is null || IsTheSame(trusted, path)) return null;
        return LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }

    private static bool IsTheSame(string? hosts, string apps) =>
        hosts is not null && File.Exists(hosts)
        && AssemblyName.GetAssemblyName(hosts).FullName == AssemblyName.GetAssemblyName(apps).FullName
        && !Path.GetFileName(apps).StartsWith("ServerlessIot.", StringComparison.Ordinal);
}
