namespace ServerlessIot.Host;

/// <summary>What the host is told on its command line.</summary>
/// <param name="Apps">Build output directories of function apps; each holds a host.json.</param>
/// <param name="Port">Port of the HTTP functions on 127.0.0.1; 0 takes a free one.</param>
/// <param name="Instances">Most instances of one Kafka function, 1 to 64.</param>
/// <param name="State">Directory that keeps the timers' last runs; null keeps them in memory only.</param>
/// <param name="Only">Names of the functions to run; empty runs all.</param>
public sealed record HostOptions(
    IReadOnlyList<string> Apps, int Port, int Instances, string? State, IReadOnlySet<string> Only)
{
    /// <summary>The command line's form.</summary>
    public const string Usage =
        "usage: dotnet ServerlessIot.Host.dll --app DIR [--app DIR ...] --port PORT [--instances N] [--state DIR] [--only Function,Function]";

    private const int MaxInstances = 64;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="HostStartException">An argument is unknown, lacks its value or is out of range.</exception>
    public static HostOptions Parse(IReadOnlyList<string> args)
    {
        var apps = new List<string>();
        var only = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int port = 7071, instances = 1;
        string? state = null;
        for (int i = 0; i < args.Count; i += 2)
        {
            string name = args[i];
            string value = i + 1 < args.Count ? args[i + 1] : throw new HostStartException($"{name} lacks its value. {Usage}");
            switch (name)
            {
                case "--app": apps.Add(value); break;
                case "--port": port = Number(name, value, 0, 65535); break;
                case "--instances": instances = Number(name, value, 1, MaxInstances); break;
                case "--state": state = value; break;
                case "--only": only.UnionWith(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)); break;
                default: throw new HostStartException($"{name} is unknown. {Usage}");
            }
        }
        if (apps.Count == 0) throw new HostStartException($"No --app is given. {Usage}");
        return new HostOptions(apps, port, instances, state, only);
    }

    private static int Number(string name, string value, int low, int high) =>
        int.TryParse(value, out int number) && number >= low && number <= high
            ? number
            : throw new HostStartException($"{name} {value}: a whole number from {low} to {high} is needed.");
}
