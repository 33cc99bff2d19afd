namespace ServerlessIot.Steps.Reply;

/// <summary>Settings of Reply: section <c>Reply</c>.</summary>
public sealed record ReplyOptions
{
    /// <summary>Wait before an unavailable store or log is reported to the host, which tries again at once. Default 1 s.</summary>
    public TimeSpan FailureDelay { get; init; } = TimeSpan.FromSeconds(1);
}
