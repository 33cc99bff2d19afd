namespace ServerlessIot.Steps.Notify.Limits;

/// <summary>Notifications of a tenant on a channel in a minute: a document of the container <c>notices</c>, id = <c>rate-{channel}</c>, partition key = <c>{tenant}/rates</c>.</summary>
/// <param name="Minute">The minute, counted from 1970.</param>
/// <param name="Sent">Notifications that were let through in it.</param>
/// <param name="Waiting">Those that have to wait for the next one; noted at most once a second by each instance.</param>
public sealed record RateDocument(long Minute, int Sent, long Waiting);
