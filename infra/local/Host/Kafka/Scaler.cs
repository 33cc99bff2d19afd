using Microsoft.Extensions.Logging;

namespace ServerlessIot.Host.Kafka;

/// <summary>Looks at every Kafka function's lag in turn, every few seconds.</summary>
internal sealed class Scaler(IReadOnlyList<KafkaFunction> functions, TimeSpan grace, TimeProvider time, ILogger logger)
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled; a failure concerns one function and one look.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                foreach (KafkaFunction function in functions)
                {
                    try
                    {
                        await function.ScaleAsync(grace, stopping);
                    }
                    catch (HostStartException e)
                    {
                        function.Status.Report(e.Message);
                        HostLog.InstanceFailed(logger, e, function.Definition.Name);
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
