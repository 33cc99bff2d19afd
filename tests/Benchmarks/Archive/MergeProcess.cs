using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>Compact and TierWarm in a process of their own, so that what they take is told apart from what made the rows. Its heap is bounded as in an instance of 512 MB.</summary>
internal static class MergeProcess
{
    internal const string Subject = "history-merge";

    /// <summary>400 MiB, hexadecimal as the runtime wants it.</summary>
    private const string HeapLimit = "0x19000000";

    /// <summary>One run of both at a time.</summary>
    /// <returns>MiB that the process took at most.</returns>
    internal static async Task<long> StartAsync(BlobSettings settings, int partitions, DateTimeOffset now)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, Subject, settings.ConnectionString, settings.Container, Text(partitions), Text(now.ToUnixTimeMilliseconds())])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = "0", ["DOTNET_GCHeapHardLimit"] = HeapLimit },
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? long.Parse(said, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"The merges ended with {process.ExitCode}.");
    }

    /// <param name="arguments">Connection string, container, partitions, time in Unix milliseconds.</param>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        var blobs = new AzureBlobStore(new BlobSettings { ConnectionString = arguments[0], Container = arguments[1] });
        var clock = new StoppedClock { Now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(arguments[3], CultureInfo.InvariantCulture)) };
        var options = new ArchiveOptions { RunFor = TimeSpan.FromMinutes(50) };
        var (rings, editor, says) = (new KeyRings(blobs, TimeProvider.System), new ManifestEditor(blobs), new ArchiveLog(NullLogger<ArchiveLog>.Instance));
        using var segments = new SegmentStore(blobs, rings);
        using var archive = new PartitionArchive(blobs, rings);
        var merger = new SegmentMerger(blobs, editor, segments, rings, options);
        var sweeper = new ArchiveSweeper(blobs, editor, merger, options);
        var log = new EmptyLog(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        var work = new ArchiveWork(archive, merger, log, blobs, new TopicNames(), options, clock, says);
        await new CompactStep(work, sweeper, options, says).RunAsync(default);
        await new TierWarmStep(work, options).RunAsync(default);
        await Console.Out.WriteAsync(Text(Process.GetCurrentProcess().PeakWorkingSet64 >> 20));
        return 0;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
