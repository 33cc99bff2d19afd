namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>An erasure in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Tenant of the device.</param>
/// <param name="Device">Device id.</param>
/// <param name="State"><c>asked</c>, <c>running</c>, <c>held</c> or <c>complete</c>.</param>
/// <param name="Before">What arrived before it is erased, Unix milliseconds.</param>
/// <param name="Completed">When it was complete, Unix milliseconds; null = not yet.</param>
public sealed record ErasureState(string Id, string Tenant, string Device, string State, long Before, long? Completed);

/// <summary>What a look for rows found.</summary>
/// <param name="Id">Id of the erasure.</param>
/// <param name="Rows">Rows that are still in blobs that count; 0 when it did what it says.</param>
/// <param name="Blobs">Names of these blobs.</param>
/// <param name="Whole">Whether the certificate's checksum is right; null while there is none.</param>
public sealed record ErasureCheck(string Id, long Rows, IReadOnlyList<string> Blobs, bool? Whole);
