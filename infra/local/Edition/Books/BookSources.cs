using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Edition.Books;

/// <summary>Where the books are read from.</summary>
public sealed record BookSources
{
    /// <summary>Messages sent, from the simulator's ledger.</summary>
    public required long Published { get; init; }

    /// <summary>Messages acknowledged, from the simulator's ledger.</summary>
    public required IReadOnlyList<AcknowledgedRange> Acknowledged { get; init; }

    /// <summary>Every row of the archive, from its manifest.</summary>
    public required IAsyncEnumerable<DeviceEvent> Rows { get; init; }

    /// <summary>Every window document.</summary>
    public required IAsyncEnumerable<WindowRecord> Windows { get; init; }

    /// <summary>Every record of a topic.</summary>
    public required Func<string, IAsyncEnumerable<LogRecord>> Topic { get; init; }
}
