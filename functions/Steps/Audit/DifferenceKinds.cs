namespace ServerlessIot.Steps.Audit;

/// <summary>Ways in which the books can be off; part of alert ids.</summary>
public static class DifferenceKinds
{
    /// <summary>Validate's mark passed records of telemetry.raw that it was never given.</summary>
    public const string Records = "records";

    /// <summary>Validate was given records that are in none of its books.</summary>
    public const string Books = "books";

    /// <summary>Validate's books and its verdicts differ.</summary>
    public const string Verdicts = "verdicts";

    /// <summary>The log no longer held records when a step needed them.</summary>
    public const string Lost = "lost";

    /// <summary>A reader's mark passed numbers of telemetry.valid that it never applied.</summary>
    public const string Numbers = "numbers";

    /// <summary>Accepted events reached a reader as records without an event.</summary>
    public const string Voids = "voids";

    /// <summary>Events that Store passed are in no blob of the manifest.</summary>
    public const string Rows = "rows";

    /// <summary>Events that Aggregate passed are in no window.</summary>
    public const string Windows = "windows";

    /// <summary>A reader waits at a number that the log does not bring.</summary>
    public const string Hole = "hole";

    /// <summary>A reader is beyond the last number that Validate's journal knows of: that journal lost its tail and was not made up for.</summary>
    public const string Ahead = "ahead";

    /// <summary>A journal cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The source log was recreated: what it held beyond the mark is unknown.</summary>
    public const string Recreated = "recreated";
}
