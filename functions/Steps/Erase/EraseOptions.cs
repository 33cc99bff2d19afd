namespace ServerlessIot.Steps.Erase;

/// <summary>Settings of erasures, section <c>Erase</c>.</summary>
public sealed record EraseOptions
{
    /// <summary>After this time documents are deleted a second time, since windows that were open close later, 1 hour to 30 days. Default 1 day.</summary>
    public TimeSpan DocumentsAgainAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>For how many days the storage account can bring deleted and overwritten blobs back (its soft delete), 0 to 365; certificates tell of it. Default 14.</summary>
    public int RestoreDays { get; init; } = 14;

    /// <summary>For how many hours the log keeps its records, 1 to 2,160; certificates tell of it. Default 72.</summary>
    public int LogHours { get; init; } = 72;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="InvalidOperationException">One is outside its range; the message names it.</exception>
    public void Check()
    {
        if (DocumentsAgainAfter < TimeSpan.FromHours(1) || DocumentsAgainAfter > TimeSpan.FromDays(30)) throw new InvalidOperationException($"Erase__DocumentsAgainAfter is {DocumentsAgainAfter}; it must be 01:00:00 to 30.00:00:00.");
        if (RestoreDays is < 0 or > 365) throw new InvalidOperationException($"Erase__RestoreDays is {RestoreDays}; it must be 0 to 365.");
        if (LogHours is < 1 or > 2160) throw new InvalidOperationException($"Erase__LogHours is {LogHours}; it must be 1 to 2160.");
    }
}
