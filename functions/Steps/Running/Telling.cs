using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>What follows from committed entries and has to be made known.</summary>
public sealed class Telling
{
    /// <summary>Bytes of records that are held at once, about: what is small in a payload can be large in the records of its events.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>What a record takes besides its value, about.</summary>
    private const int Beside = 400;
    private int added;
    private long bytes;

    /// <summary>Records to publish, in order.</summary>
    public List<OutRecord> Records { get; } = [];

    /// <summary>Documents to write, where the stored origin is below theirs.</summary>
    public List<DocumentWrite> Documents { get; } = [];

    /// <summary>Records that the step failed on, for quarantine; told by the runner.</summary>
    public List<OutRecord> Refused { get; } = [];

    /// <summary>Whether its records take so much memory that what follows is better told by itself.</summary>
    public bool IsLarge
    {
        get
        {
            for (; added < Records.Count; added++) bytes += Records[added].Value.Length + Beside;
            return bytes > MostBytes;
        }
    }

    /// <summary>Whether there is nothing for the step to tell.</summary>
    public bool Empty => Records.Count == 0 && Documents.Count == 0;
}

/// <summary>A document to write.</summary>
/// <param name="Container">Container name.</param>
/// <param name="Partition">Partition key, tenant/device.</param>
/// <param name="Id">Document id.</param>
/// <param name="Body">The document.</param>
public sealed record DocumentWrite(string Container, string Partition, string Id, object Body);
