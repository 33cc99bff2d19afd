using System.Globalization;
using System.Reflection;
using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.EventHubs;

/// <summary>A function's FixedDelayRetry attribute.</summary>
/// <param name="Most">Executions after the first; −1 for no end.</param>
/// <param name="Delay">Time between them.</param>
internal sealed record RetryPolicy(long Most, TimeSpan Delay)
{
    private const string Worker = "Microsoft.Azure.Functions.Worker.";

    /// <summary>Of a function without the attribute: what failed is over.</summary>
    public static readonly RetryPolicy None = new(0, TimeSpan.Zero);

    /// <summary>Reads it.</summary>
    /// <exception cref="HostStartException">The function has a retry attribute that this host does not run.</exception>
    public static RetryPolicy Read(FunctionDefinition function)
    {
        foreach (Attribute attribute in function.Method.GetCustomAttributes())
        {
            if (attribute.GetType().BaseType?.FullName != Worker + "RetryAttribute") continue;
            if (attribute.GetType().FullName != Worker + "FixedDelayRetryAttribute")
                throw new HostStartException($"Function {function.Name}: {attribute.GetType().Name} is not run here; FixedDelayRetry is.");
            var values = new TriggerAttribute(attribute);
            return new RetryPolicy(values.Number("MaxRetryCount", 0), TimeSpan.Parse(values.Text("DelayInterval")!, CultureInfo.InvariantCulture));
        }
        return None;
    }
}
