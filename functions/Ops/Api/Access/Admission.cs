using System.Diagnostics.CodeAnalysis;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>What became of a caller: let in, or an answer that says why not.</summary>
public sealed class Admission
{
    /// <summary>Lets somebody in.</summary>
    public Admission(Caller caller) => Caller = caller;

    /// <summary>Lets nobody in.</summary>
    public Admission(Problem refusal) => Refusal = refusal;

    /// <summary>Who was let in.</summary>
    public Caller? Caller { get; }

    /// <summary>What to answer to who was not.</summary>
    public Problem? Refusal { get; }

    /// <summary>Whether the caller is let in.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Granted => Caller is not null;
}
