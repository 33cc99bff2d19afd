namespace ServerlessIot.Bridge.Subscription;

/// <summary>A message that waits for its turn to be acknowledged.</summary>
/// <param name="AcknowledgeAsync">Acknowledges it.</param>
/// <param name="Taken">What became of it.</param>
internal readonly record struct PendingMessage(Func<CancellationToken, Task> AcknowledgeAsync, TakenMessage Taken);
