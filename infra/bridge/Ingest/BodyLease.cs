namespace ServerlessIot.Bridge.Ingest;

/// <summary>A body in memory; its share of the bounds on bodies is given back at the end.</summary>
internal sealed class BodyLease(Action giveBack) : IDisposable
{
    public ReadOnlyMemory<byte> Body { get; set; }

    public void Dispose() => giveBack();
}
