using Microsoft.Extensions.Logging;

namespace ServerlessIot.Host.Invocation;

/// <summary>Sends an instance's log to the host's, beside what the app itself adds.</summary>
internal sealed class ForwardingLoggers(ILoggerFactory target) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => target.CreateLogger(categoryName);

    public void Dispose()
    {
        // The host's loggers outlive the instance.
    }
}
