using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Adapters.Documents;

/// <summary>Where the documents are: settings <c>Cosmos__…</c>.</summary>
public sealed record CosmosOptions
{
    /// <summary><c>AccountEndpoint=…;AccountKey=…</c>; wins over <see cref="Endpoint"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Address of the account, used with the identity of the process (DefaultAzureCredential).</summary>
    public string? Endpoint { get; init; }

    /// <summary>Database, default <c>iot</c>.</summary>
    public string Database { get; init; } = "iot";

    /// <summary>Whether to create the database and its containers when they are missing; default: only on a loopback address.</summary>
    public bool? Create { get; init; }

    /// <summary>How long one request to the store may take, default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one operation may take with all its retries, default 20 s.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The account's address, from whichever setting names it.</summary>
    /// <exception cref="InvalidOperationException">Neither setting names one.</exception>
    public Uri Address
    {
        get
        {
            var text = Endpoint;
            foreach (var part in ConnectionString?.Split(';', StringSplitOptions.TrimEntries) ?? [])
            {
                if (part.StartsWith("AccountEndpoint=", StringComparison.OrdinalIgnoreCase)) text = part["AccountEndpoint=".Length..];
            }

            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : throw new InvalidOperationException("Set Cosmos__ConnectionString (AccountEndpoint=https://…;AccountKey=…) or Cosmos__Endpoint (https://…).");
        }
    }

    /// <summary>Whether missing containers are created.</summary>
    public bool MayCreate => Create ?? Address.IsLoopback;

    /// <summary>Reads the section <c>Cosmos</c>.</summary>
    public static CosmosOptions From(IConfiguration configuration) => configuration.GetSection("Cosmos").Get<CosmosOptions>() ?? new CosmosOptions();
}
