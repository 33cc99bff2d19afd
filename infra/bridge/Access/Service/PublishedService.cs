using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Published;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Bridge.Access.Service;

/// <summary>The devices that the registry says are out of service; before the first look succeeds, none.</summary>
/// <param name="book">Where they are published.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class PublishedService(OutOfServiceBook book, TimeProvider time, ILogger logger) : PublishedFollower(LookWithin, time)
{
    /// <summary>The list of 100,000 devices over a slow line.</summary>
    private static readonly TimeSpan LookWithin = TimeSpan.FromMinutes(2);

    private OutOfServiceList _current = OutOfServiceList.Empty;
    private string? _version;
    private int _generation;

    /// <summary>Who is out of service.</summary>
    public OutOfServiceList Current => Volatile.Read(ref _current);

    /// <summary>Grows when that has changed.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <inheritdoc/>
    protected override async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await book.LookAsync(_version, cancellationToken) is not { } found)
            return true;
        _version = found.Version;
        Volatile.Write(ref _current, found.List);
        Interlocked.Increment(ref _generation);
        ServiceLog.Changed(logger, found.List.Count);
        return true;
    }

    /// <inheritdoc/>
    protected override void Away(string reason) => ServiceLog.Away(logger, Current.Count, reason);

    /// <inheritdoc/>
    protected override void Back() => ServiceLog.Back(logger);
}
