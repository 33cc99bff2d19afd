using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>A body in memory; its share of the bound on all bodies is given back at the end.</summary>
internal sealed class BodyLease(InFlightBudget budget, int cost) : IDisposable
{
    public ReadOnlyMemory<byte> Body { get; set; }

    public void Dispose() => budget.Return(cost);
}
