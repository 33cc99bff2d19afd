using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Edition.Books;

/// <summary>Where the books are read from.</summary>
public sealed record BookSources
{
    /// <summary>What the devices sent and saw acknowledged.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>Every row of the archive, from its manifest.</summary>
    public required IAsyncEnumerable<DeviceEvent> Rows { get; init; }

    /// <summary>Every window document.</summary>
    public required IAsyncEnumerable<WindowRecord> Windows { get; init; }

    /// <summary>Every record of a topic.</summary>
    public required Func<string, IAsyncEnumerable<LogRecord>> Topic { get; init; }
}
