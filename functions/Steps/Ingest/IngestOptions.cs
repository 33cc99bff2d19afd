namespace ServerlessIot.Steps.Ingest;

/// <summary>Settings of Ingest, section <c>Ingest</c>. The setting <c>Ingest</c> itself is the connection string of the hub.</summary>
public sealed record IngestOptions
{
    /// <summary>Name of the event hub; of an IoT Hub, its Event-Hub-compatible name.</summary>
    public string Hub { get; init; } = "";

    /// <summary>Consumer group that nobody else reads with.</summary>
    public string ConsumerGroup { get; init; } = "$Default";

    /// <summary>
    /// Tenant of all devices of the hub, 1 to 128 characters without a slash. It is a setting because nothing else can be trusted: what an
    /// IoT Hub adds to messages stands among the application properties, which devices set themselves.
    /// </summary>
    public string Tenant { get; init; } = "demo";
}
