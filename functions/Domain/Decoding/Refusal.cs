namespace ServerlessIot.Domain.Decoding;

/// <summary>Why a payload, or one event of it, is not accepted.</summary>
/// <param name="Code">Stable machine name: one of <see cref="RefusalCodes"/>.</param>
/// <param name="Reason">One sentence for people, with the member, the value (shortened) and the limit.</param>
public sealed record Refusal(string Code, string Reason);
