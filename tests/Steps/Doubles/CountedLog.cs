using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>A log that knows how often each event was said.</summary>
public sealed class CountedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<int> said = new();

    /// <summary>How often an event was said.</summary>
    public int Count(int id) => said.Count(one => one == id);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => said.Enqueue(eventId.Id);
}
