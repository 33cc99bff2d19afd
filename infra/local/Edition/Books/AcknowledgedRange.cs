namespace ServerlessIot.Edition.Books;

/// <summary>Consecutive messages of one device that the bridge acknowledged to it.</summary>
/// <param name="Device">Device id.</param>
/// <param name="First">First sequence number.</param>
/// <param name="Last">Last sequence number, inclusive.</param>
public readonly record struct AcknowledgedRange(string Device, long First, long Last)
{
    /// <summary>Messages in the range.</summary>
    public long Count => Last - First + 1;
}
