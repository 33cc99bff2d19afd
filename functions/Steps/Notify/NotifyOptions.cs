namespace ServerlessIot.Steps.Notify;

/// <summary>Settings of Notify: section <c>Notify</c>.</summary>
public sealed record NotifyOptions
{
    /// <summary>Wait before the second attempt on a channel; doubles with each further one. Default 15 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait between two attempts, default 1 h.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one attempt may take, whatever the channel does. Default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failures in a row after which a channel is left alone for a while. Default 3.</summary>
    public int FailuresToPause { get; init; } = 3;

    /// <summary>How long it is left alone; doubles up to 16 times as long while it goes on failing. Default 15 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Pending alerts that one run of the re-sender looks at. Default 1,000.</summary>
    public int LooksPerRun { get; init; } = 1000;

    /// <summary>How long one run of the re-sender may take. Default 30 s.</summary>
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before an unavailable store or log is reported to the host, which tries again at once. Default 1 s.</summary>
    public TimeSpan FailureDelay { get; init; } = TimeSpan.FromSeconds(1);
}
