namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function again, after the same time each time, when it failed.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    /// <summary>So often, after so long.</summary>
    /// <param name="maxRetryCount">Executions after the first; −1 for no end.</param>
    /// <param name="delayInterval">Time between them, HH:mm:ss.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is none, or negative.</exception>
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        if (!TimeSpan.TryParse(delayInterval, System.Globalization.CultureInfo.InvariantCulture, out var delay) || delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(delayInterval));
        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    /// <summary>Time between executions, HH:mm:ss.</summary>
    public string DelayInterval { get; }
}
