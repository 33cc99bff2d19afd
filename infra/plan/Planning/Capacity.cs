using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Planning;

/// <summary>How much a function can take.</summary>
internal sealed class Capacity(FunctionSize size, Costs.Costs costs)
{
    /// <summary>Share of an instance's time that a plan fills: the rest is for catching up.</summary>
    public const double Fill = 0.7;

    private const int MostPartitions = 2_000;
    private readonly StepCosts _step = costs.Steps[size.Name];
    private readonly Work _work = new(costs, costs.Steps[size.Name], size.Trigger, size.MemoryMegabytes / costs.Platform.MegabytesPerCore);

    /// <summary>Records a second of an instance with so many partitions, in full batches.</summary>
    public double OfInstance(int partitions)
    {
        var records = size.Trigger.MaxBatchSize;
        return records / Math.Max(_work.Batch(records, partitions), _work.Fetched(0, 0, records) + _work.GatherBatch);
    }

    /// <summary>Share of their time that so many instances work.</summary>
    public double Busy(int instances, double recordsPerSecond, double activeDevices)
    {
        var partitions = Math.Max(1, size.Partitions / instances);
        var documents = _step.DocumentsPerDeviceAndTick * activeDevices / instances;
        return (recordsPerSecond / instances / OfInstance(partitions)) + (_work.Documents(documents, partitions) / 60);
    }

    /// <summary>Instances, each with a partition of its own, that take a load and have time left.</summary>
    public int Instances(double recordsPerSecond, double activeDevices)
    {
        for (var count = 1; count < MostPartitions; count++)
        {
            var alone = (recordsPerSecond / count / OfInstance(1)) + (_work.Documents(_step.DocumentsPerDeviceAndTick * activeDevices / count, 1) / 60);
            if (alone <= Fill) return count;
        }

        return MostPartitions;
    }
}
