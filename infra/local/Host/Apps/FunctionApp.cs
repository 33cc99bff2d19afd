using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessIot.Host.Apps;

/// <summary>A function app, loaded from its build output.</summary>
internal sealed class FunctionApp
{
    private readonly Action<IServiceCollection, IConfiguration>? _configure;

    private FunctionApp(Assembly assembly, IConfiguration hostJson)
    {
        Name = assembly.GetName().Name!.Split('.')[^1];
        HostJson = hostJson;
        _configure = FindStartup(assembly);
        Functions = FunctionScanner.Find(this, assembly);
    }

    /// <summary>The last part of the assembly's name.</summary>
    public string Name { get; }

    /// <summary>The app's host.json with its overrides.</summary>
    public IConfiguration HostJson { get; }

    /// <summary>Its functions, by name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }

    /// <summary>Loads the app in <paramref name="directory"/>.</summary>
    /// <exception cref="HostStartException">There is no app, or its functions cannot be run; the message says why.</exception>
    public static FunctionApp Load(string directory, IConfiguration settings)
    {
        string path = Path.GetFullPath(directory);
        if (!Directory.Exists(path)) throw new HostStartException($"--app {directory}: the directory does not exist.");
        IConfiguration hostJson = Apps.HostJson.Read(path, settings);
        Assembly assembly = new AppLoadContext(MainAssembly(path)).LoadApp();
        return new FunctionApp(assembly, hostJson);
    }

    /// <summary>Adds the app's services, as its own Program does in Azure.</summary>
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration) => _configure?.Invoke(services, configuration);

    private static string MainAssembly(string directory)
    {
        string[] found = Directory.GetFiles(directory, "*.runtimeconfig.json")
            .Select(file => file[..^".runtimeconfig.json".Length] + ".dll")
            .Where(File.Exists)
            .ToArray();
        return found.Length == 1
            ? found[0]
            : throw new HostStartException($"--app {directory}: one program is expected there, {found.Length} were found. Build the app first.");
    }

    private static Action<IServiceCollection, IConfiguration>? FindStartup(Assembly assembly)
    {
        MethodInfo? method = assembly.GetExportedTypes()
            .Where(type => type.Name == "Startup" && type.IsAbstract && type.IsSealed)
            .Select(type => type.GetMethod("Configure", [typeof(IServiceCollection), typeof(IConfiguration)]))
            .FirstOrDefault(found => found is not null);
        return method?.CreateDelegate<Action<IServiceCollection, IConfiguration>>();
    }
}
