namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function again when it failed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>Executions after the first; −1 for no end.</summary>
    public int MaxRetryCount { get; set; }
}
