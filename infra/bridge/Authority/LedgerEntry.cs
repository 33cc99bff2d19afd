namespace ServerlessIot.Bridge.Authority;

/// <summary>One line of the authority's books.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Action">created, issued, renewed or revoked.</param>
/// <param name="Tenant">Tenant of the device; null for the authority itself.</param>
/// <param name="Device">The device; null for the authority itself.</param>
/// <param name="Serial">Serial number, hexadecimal.</param>
/// <param name="NotAfter">When the certificate ends by itself.</param>
/// <param name="By">Account that did it.</param>
internal sealed record LedgerEntry(DateTimeOffset Time, string Action, string? Tenant, string? Device, string Serial, DateTimeOffset NotAfter, string By)
{
    public const string Created = "created";
    public const string Issued = "issued";
    public const string Renewed = "renewed";
    public const string Revoked = "revoked";
}
