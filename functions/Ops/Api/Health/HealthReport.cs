namespace ServerlessIot.Ops.Api.Health;

/// <summary>Whether the parts that the API needs answer.</summary>
/// <param name="Status">ok, or unavailable when one of them does not answer.</param>
/// <param name="Checks">ok or unavailable by part: documents, log.</param>
public sealed record HealthReport(string Status, IReadOnlyDictionary<string, string> Checks);
