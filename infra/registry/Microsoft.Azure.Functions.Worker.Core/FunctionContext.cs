namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is known about one invocation.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique for each invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The same for all invocations of a function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>Services of this invocation.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>Values shared by the parts that take part in this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Is cancelled when the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
