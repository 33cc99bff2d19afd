using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>What follows from committed entries and has to be made known.</summary>
public sealed class Telling
{
    /// <summary>Records to publish, in order.</summary>
    public List<OutRecord> Records { get; } = [];

    /// <summary>Documents to write, where the stored origin is below theirs.</summary>
    public List<DocumentWrite> Documents { get; } = [];

    /// <summary>Records that the step failed on, for quarantine; told by the runner.</summary>
    public List<OutRecord> Refused { get; } = [];

    /// <summary>Whether there is nothing for the step to tell.</summary>
    public bool Empty => Records.Count == 0 && Documents.Count == 0;
}

/// <summary>A document to write.</summary>
/// <param name="Container">Container name.</param>
/// <param name="Partition">Partition key, tenant/device.</param>
/// <param name="Id">Document id.</param>
/// <param name="Body">The document.</param>
public sealed record DocumentWrite(string Container, string Partition, string Id, object Body);
