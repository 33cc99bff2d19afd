using System.Text.Json.Serialization;

namespace ServerlessIot.Steps.Audit;

/// <summary>What a look found; the blob <c>audit/books.json</c>.</summary>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="Partitions">All partitions in their order.</param>
public sealed record AuditBooks(long Time, IReadOnlyList<PartitionBooks> Partitions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditBooks))]
internal sealed partial class AuditJson : JsonSerializerContext;
