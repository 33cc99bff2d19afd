using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Ports;

/// <summary>Looks for stored events of many devices.</summary>
public interface IArchiveSearch
{
    /// <summary>
    /// Events that fit, each once, in the order of device (tenant, device), time and origin, from the first place after <see cref="SearchQuery.After"/>
    /// on, at most <see cref="SearchQuery.Limit"/>.
    /// </summary>
    /// <param name="query">What to look for.</param>
    /// <param name="cost">Counts what it costs.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="BlobArchivedException">Rows must be brought back from the tier Archive first.</exception>
    /// <exception cref="SearchTooLargeException">More would have to be read than <see cref="SearchQuery.MostBytes"/>.</exception>
    Task<IReadOnlyList<DeviceEvent>> FindAsync(SearchQuery query, ReadCost cost, CancellationToken cancellationToken);
}

/// <summary>What to look for. Everything that is set must hold.</summary>
public sealed record SearchQuery
{
    /// <summary>First time, Unix milliseconds.</summary>
    public required long From { get; init; }

    /// <summary>First time after, Unix milliseconds.</summary>
    public required long To { get; init; }

    /// <summary>Tenants that may be found; null = all.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>Boxes of which the event's place lies in one; null = anywhere, or nowhere.</summary>
    public IReadOnlyList<Area>? Areas { get; init; }

    /// <summary>Whether a place in one of the areas is meant; null = each of them.</summary>
    public Func<Position, bool>? Place { get; init; }

    /// <summary>Text attribute that the event must have, with its value.</summary>
    public (string Name, string Value)? Attribute { get; init; }

    /// <summary>Only events behind this one.</summary>
    public SearchKey? After { get; init; }

    /// <summary>Events at most.</summary>
    public required int Limit { get; init; }

    /// <summary>Bytes of blobs that may be read.</summary>
    public long MostBytes { get; init; } = long.MaxValue;
}

/// <summary>A query asks for more than one answer can read.</summary>
public sealed class SearchTooLargeException : Exception
{
    /// <inheritdoc/>
    public SearchTooLargeException()
    {
    }

    /// <inheritdoc/>
    public SearchTooLargeException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public SearchTooLargeException(string message, Exception inner) : base(message, inner)
    {
    }
}
