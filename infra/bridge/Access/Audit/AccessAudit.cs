using System.Net;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>
/// Who was refused, and who had to leave, as JSON lines in two files. Written once a second, away from whoever tells. What strangers can make as
/// much of as they like has a file of its own, so that they do not push out what was said of others.
/// </summary>
internal sealed class AccessAudit : IAsyncDisposable
{
    /// <summary>What the name of the refusals' file has behind that of the other.</summary>
    public const string RefusedSuffix = ".refused";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly AuditTrail? _own;
    private readonly AuditTrail? _strangers;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    /// <exception cref="SettingException">A file cannot be written.</exception>
    public AccessAudit(AccessOptions options, TimeProvider time, ILogger logger)
    {
        _timer = new PeriodicTimer(Every, time);
        _loop = Task.CompletedTask;
        if (options.AuditFile is not { } path)
            return;
        var (own, strangers) = (new AuditFile(path, options.AuditBytes), new AuditFile(path + RefusedSuffix, options.AuditBytes));
        try
        {
            own.Append([]);
            strangers.Append([]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _timer.Dispose();
            throw new SettingException("Bridge__AuditFile", path, $"a file that can be written ({e.Message})");
        }
        (_own, _strangers) = (new AuditTrail(own, time, logger), new AuditTrail(strangers, time, logger));
        _loop = RunAsync();
    }

    /// <summary>Leaves something to be written. Never waits, never fails.</summary>
    public void Tell(AuditKind kind, string? who, IPAddress? address, string why)
    {
        if (_own is null)
            return;
        var entry = new AuditEntry(kind, AuditEntry.Bounded(who), address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address, AuditEntry.Bounded(why)!);
        (entry.IsOfStrangers ? _strangers! : _own).Tell(entry);
    }

    /// <summary>Writes what there is.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        for (var i = 0; i < 2; i++) // what a failure left, then the rest
            Write(last: true);
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
            Write(last: false);
    }

    private void Write(bool last)
    {
        _own?.Write(last);
        _strangers?.Write(last);
    }
}
