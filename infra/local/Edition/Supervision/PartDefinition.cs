namespace ServerlessIot.Edition.Supervision;

/// <summary>A process that the edition starts.</summary>
public sealed record PartDefinition
{
    /// <summary>Short name, also of its log file: bridge, host, broker, azurite, cosmos, simulator.</summary>
    public required string Name { get; init; }

    /// <summary>Program to start.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Settings added to the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Port that it listens on; 0 when it does not listen.</summary>
    public int Port { get; init; }

    /// <summary>Whether a line of its standard output says that it is up.</summary>
    public Func<string, bool> SaysReady { get; init; } = line => line.StartsWith("ready", StringComparison.Ordinal);

    /// <summary>Called with every line of its standard output.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Whether it is started again when it ends by itself.</summary>
    public bool Restart { get; init; } = true;
}
