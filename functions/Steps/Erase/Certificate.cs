using System.Security.Cryptography;
using System.Text.Json;

namespace ServerlessIot.Steps.Erase;

/// <summary>What a complete job says: itself, with what it did not reach, under a checksum.</summary>
public static class Certificate
{
    private const long Hour = 3_600_000;

    /// <summary>Continuous7Days of bicep/modules/cosmos.bicep.</summary>
    private const long DocumentBackupDays = 7;

    /// <summary>The job's JSON as it is kept and answered. The checksum of a complete one is its last member, and that of all before: the text without <c>,"sha256":"…"</c>.</summary>
    public static byte[] ToJson(EraseJob job) => JsonSerializer.SerializeToUtf8Bytes(job, EraseJson.Default.EraseJob);

    /// <summary>Whether a complete job's checksum is right.</summary>
    public static bool IsWhole(EraseJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Sha256 == ChecksumOf(job);
    }

    internal static EraseJob Of(EraseJob job, EraseOptions options, long now)
    {
        job = job with
        {
            State = EraseStates.Complete,
            Completed = now,
            Waiting = [],
            Limits =
            [
                new("records of the log's topics", job.Before + (options.LogHours * Hour)),
                new("blobs that storage can bring back after they were deleted (soft delete)", now + (options.RestoreDays * 24 * Hour)),
                new("former versions of the key ring that storage can bring back (soft delete)", job.Keys.Max(key => key.Destroyed) + (options.RestoreDays * 24 * Hour)),
                new("documents that the backup of Cosmos DB can bring back", now + (DocumentBackupDays * 24 * Hour)),
                new("the device's name in the manifest's journal, in the access log and in this certificate", null),
                new("the latest values of the device in journals of Track, Alert and Aggregate", null),
                new("backups of the container, and whatever was read, exported or sent before", null),
            ],
        };
        return job with { Sha256 = ChecksumOf(job) };
    }

    private static string ChecksumOf(EraseJob job) => Convert.ToHexStringLower(SHA256.HashData(ToJson(job with { Sha256 = null })));
}
