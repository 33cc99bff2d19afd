using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Erase;

/// <summary>What erasures say, log events 1321 to 1326. The device is named by the job alone.</summary>
public sealed partial class EraseLog(ILogger<EraseLog> logger)
{
    [LoggerMessage(1321, LogLevel.Information, "Erasure {Job} counts: readers leave its rows out.")]
    internal partial void Effective(string job);

    [LoggerMessage(1322, LogLevel.Information, "Erasure {Job}: {Blob} held {Rows} rows and no longer counts ({How}).")]
    internal partial void Done(string job, string blob, long rows, string how);

    [LoggerMessage(1323, LogLevel.Warning, "Erasure {Job} rests: policy {Policy} holds rows of its tenant.")]
    internal partial void Held(string job, string policy);

    [LoggerMessage(1324, LogLevel.Information, "Erasure {Job} waits for {Count} segments on their way out of the tier Archive.")]
    internal partial void Waiting(string job, int count);

    [LoggerMessage(1325, LogLevel.Critical, "Erasure {Job} cannot go on with {Blob}, which is damaged: restore it from a backup, then the next run goes on.")]
    internal partial void Damaged(Exception exception, string job, string blob);

    [LoggerMessage(1326, LogLevel.Information, "Erasure {Job} is complete: {Rows} rows, {Documents} documents.")]
    internal partial void Complete(string job, long rows, int documents);
}
