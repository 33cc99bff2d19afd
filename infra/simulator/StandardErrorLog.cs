using Microsoft.Extensions.Logging;

namespace ServerlessIot.Simulator;

/// <summary>Writes log lines to standard error; standard output belongs to the figures.</summary>
internal sealed class StandardErrorLog(LogLevel least) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Console.Error.WriteLine($"{logLevel} {eventId.Id}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
    }

    public void Dispose()
    {
    }
}
