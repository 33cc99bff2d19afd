using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Storage;

/// <summary>What became of one partition's part of a produce request.</summary>
/// <param name="Error">None when all of it is in the log.</param>
/// <param name="BaseOffset">Offset of its first record; -1 on an error.</param>
/// <param name="Message">The error for people.</param>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset = -1, string? Message = null);
