namespace ServerlessIot.Domain.Decoding.Schemas;

/// <summary>A version of a shape that payloads may name.</summary>
/// <param name="Id">Name of the schema.</param>
/// <param name="Version">Version, from 1.</param>
/// <param name="Profile">The profile that its events have; null when it fixes none.</param>
/// <param name="DeviceMember">Member without which it is another shape.</param>
internal sealed record Schema(string Id, int Version, string? Profile, string DeviceMember);
