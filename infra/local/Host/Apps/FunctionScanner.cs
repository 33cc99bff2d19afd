using System.Reflection;

namespace ServerlessIot.Host.Apps;

/// <summary>Finds an app's functions by the names of the worker's attributes.</summary>
internal static class FunctionScanner
{
    private const string Worker = "Microsoft.Azure.Functions.Worker.";

    /// <summary>All functions of the assembly, ordered by name.</summary>
    /// <exception cref="HostStartException">Two have the same name, or one has no trigger that this host knows.</exception>
    public static IReadOnlyList<FunctionDefinition> Find(FunctionApp app, Assembly assembly)
    {
        var functions = new SortedDictionary<string, FunctionDefinition>(StringComparer.OrdinalIgnoreCase);
        foreach (MethodInfo method in assembly.GetExportedTypes().SelectMany(Methods))
        {
            if (Find(method, Worker + "FunctionAttribute") is not { } attribute) continue;
            string name = new TriggerAttribute(attribute).Text("Name") ?? method.Name;
            if (!functions.TryAdd(name, Define(app, name, method)))
                throw new HostStartException($"App {app.Name}: there are two functions named {name}.");
        }
        return [.. functions.Values];
    }

    private static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static FunctionDefinition Define(FunctionApp app, string name, MethodInfo method)
    {
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            foreach (TriggerKind kind in Enum.GetValues<TriggerKind>())
            {
                if (Find(parameter, $"{Worker}{kind}TriggerAttribute") is { } trigger)
                    return new FunctionDefinition(app, name, method, parameter, kind, new TriggerAttribute(trigger));
            }
        }
        throw new HostStartException($"Function {name} of app {app.Name} has none of the triggers that this host runs: Kafka, timer, HTTP, event hub.");
    }

    private static Attribute? Find(ICustomAttributeProvider provider, string type) =>
        provider.GetCustomAttributes(inherit: false).OfType<Attribute>().FirstOrDefault(found => found.GetType().FullName == type);
}
