namespace ServerlessIot.Steps.Replay;

/// <summary>Settings of Replay, section <c>Replay</c>.</summary>
public sealed record ReplayOptions
{
    /// <summary>A run begins nothing new after this time, 5 seconds to 8 minutes. Default 1 minute.</summary>
    public TimeSpan RunFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Rows a second of a job that asks for no other rate, 1 to <see cref="MostRate"/>. Default 1,000.</summary>
    public int Rate { get; init; } = 1000;

    /// <summary>Most rows a second that a job may ask for, 1 to 1,000,000. Default 10,000.</summary>
    public int MostRate { get; init; } = 10_000;

    /// <summary>Jobs wait while a live step is further behind than this in any partition, records; 1 or more. Default 5,000.</summary>
    public long MostLag { get; init; } = 5000;

    /// <summary>Rows published and committed at once: what a runner that dies may repeat. 1 to 2,000. Default 500.</summary>
    public int ChunkRows { get; init; } = 500;

    /// <summary>Rows sorted in memory at once, 100 to 1,000,000. Default 50,000.</summary>
    public int SortRows { get; init; } = 50_000;

    /// <summary>Time between the ticks that are made for stored rows, as live ticks have it, 1 second to 1 hour. Default 1 minute.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Days that a job which ended is kept, 1 to 365. Default 30.</summary>
    public int KeepDays { get; init; } = 30;

    /// <summary>Jobs that may be under way or wait at once, 1 to 1,000. Default 20.</summary>
    public int MostJobs { get; init; } = 20;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="InvalidOperationException">One is outside its range; the message names it.</exception>
    public void Check()
    {
        if (RunFor < TimeSpan.FromSeconds(5) || RunFor > TimeSpan.FromMinutes(8)) throw new InvalidOperationException($"Replay__RunFor is {RunFor}; it must be 00:00:05 to 00:08:00.");
        if (MostRate is < 1 or > 1_000_000) throw new InvalidOperationException($"Replay__MostRate is {MostRate}; it must be 1 to 1000000.");
        if (Rate < 1 || Rate > MostRate) throw new InvalidOperationException($"Replay__Rate is {Rate}; it must be 1 to Replay__MostRate, {MostRate}.");
        if (MostLag < 1) throw new InvalidOperationException($"Replay__MostLag is {MostLag}; it must be 1 or more.");
        if (ChunkRows is < 1 or > 2000) throw new InvalidOperationException($"Replay__ChunkRows is {ChunkRows}; it must be 1 to 2000.");
        if (SortRows is < 100 or > 1_000_000) throw new InvalidOperationException($"Replay__SortRows is {SortRows}; it must be 100 to 1000000.");
        if (TickEvery < TimeSpan.FromSeconds(1) || TickEvery > TimeSpan.FromHours(1)) throw new InvalidOperationException($"Replay__TickEvery is {TickEvery}; it must be 00:00:01 to 01:00:00.");
        if (KeepDays is < 1 or > 365) throw new InvalidOperationException($"Replay__KeepDays is {KeepDays}; it must be 1 to 365.");
        if (MostJobs is < 1 or > 1000) throw new InvalidOperationException($"Replay__MostJobs is {MostJobs}; it must be 1 to 1000.");
    }
}
