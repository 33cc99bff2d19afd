namespace ServerlessIot.Plan.Archive;

/// <summary>A piece of the archive's work, in requests of a day; all partitions.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Reads">Tier that it reads from: hot, cool, cold, archive.</param>
/// <param name="Writes">Tier that it writes to.</param>
/// <param name="Merges">Merges.</param>
/// <param name="Segments">Segments that they write; for Store, blobs.</param>
/// <param name="Uploads">Blocks of data and indexes; for Store, whole blobs.</param>
/// <param name="Commits">Block lists of data and indexes.</param>
/// <param name="Changes">Changes of a blob's tier.</param>
/// <param name="Entries">Entries of journals, always hot.</param>
/// <param name="Leases">Writes of leases, always hot.</param>
/// <param name="Read">Requests that read data, or a blob's index.</param>
/// <param name="Looks">Requests that look what is there: leases, manifests, existence; always paid as hot reads.</param>
/// <param name="Deletes">Blobs that are deleted, which is free.</param>
public sealed record Stage(
    string Name, string Reads, string Writes, double Merges = 0, double Segments = 0, double Uploads = 0, double Commits = 0, double Changes = 0,
    double Entries = 0, double Leases = 0, double Read = 0, double Looks = 0, double Deletes = 0)
{
    /// <summary>Requests that are paid as writes of the tier written to.</summary>
    public double TierWrites => Uploads + Commits + Changes;

    /// <summary>Requests that are paid as hot writes whatever the tier.</summary>
    public double HotWrites => Entries + Leases;

    /// <summary>All writes.</summary>
    public double AllWrites => TierWrites + HotWrites;
}
