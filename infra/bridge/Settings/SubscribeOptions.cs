namespace ServerlessIot.Bridge.Settings;

/// <summary>An existing broker that the bridge subscribes to. Each is a setting <c>Bridge__Subscribe__Name</c>.</summary>
public sealed record SubscribeOptions
{
    /// <summary>The broker's host name or address. Default: none, and then the bridge subscribes to nothing.</summary>
    public string? Server { get; init; }

    /// <summary>Its port, 1 to 65,535. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>User name there; default none.</summary>
    public string? User { get; init; }

    /// <summary>Password there; default none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the connection is encrypted, by TLS 1.2 or 1.3. Default no.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of authorities, one of which must have issued the broker's certificate. Default: those that the system trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the certificate that the bridge shows to the broker, and its key. Default none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Topic filters, separated by commas. Default <c>#</c>.</summary>
    public string Filters { get; init; } = "#";

    /// <summary>Name of the shared subscription: all bridges with the same one share the messages. Letters, digits, - and _. Default <c>bridge</c>.</summary>
    public string Group { get; init; } = "bridge";

    /// <summary>Connections, 1 to 64, with client ids <c>{Bridge__Name}-{n}</c>. Default 1.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>How long the broker keeps messages for a bridge that is away. 60 s to 30 days, default 1 day.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromSeconds(86_400);

    internal string[] FilterList => Filters.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
