using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Needs;

/// <summary>What the containers take in a second.</summary>
internal static class CosmosLimit
{
    /// <summary>RU/s that a serverless container takes (one physical partition).</summary>
    public const double Serverless = 5_000;

    /// <summary>RU/s of a container.</summary>
    public static double UnitsPerSecond(Size size, string container) => size.Cosmos.Serverless ? Serverless : size.Cosmos.MostUnits[container];

    /// <summary>Documents a second that a function may write for each partition it reads; without end for one that writes none.</summary>
    public static double DocumentsPerPartition(Size size, FunctionSize function, Costs.Costs costs)
    {
        var (container, bytes) = function.Name switch
        {
            "Track" => ("twins", costs.Bytes.TwinDocument),
            "Windows" => ("windows", costs.Bytes.WindowDocument),
            "Notify" => ("alerts", costs.Bytes.AlertDocument),
            _ => ("", 0),
        };
        return container.Length == 0 ? double.PositiveInfinity : UnitsPerSecond(size, container) / costs.Documents.Units(bytes) / function.Partitions;
    }
}
