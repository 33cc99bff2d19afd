namespace ServerlessIot.Broker.Legacy;

/// <summary>What a message of format v0 or v1 carries; a null key or value is none.</summary>
internal readonly record struct LegacyMessage(long Timestamp, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value);
