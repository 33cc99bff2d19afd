using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>Keeps what a bridge logs, as "id text".</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines of one event id.</summary>
    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.StartsWith($"{id} ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ') + 1)..])];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
