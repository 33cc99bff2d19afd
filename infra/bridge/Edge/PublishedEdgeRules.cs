using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Published;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Bridge.Edge;

/// <summary>The rules that were published last; before the first look succeeds, the rules that ship.</summary>
/// <param name="book">Where rules are published.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class PublishedEdgeRules(RuleBook book, TimeProvider time, ILogger logger) : PublishedFollower(LookWithin, time)
{
    /// <summary>Two small blobs, with the token that reading them takes.</summary>
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(15);

    private RuleSet _current = RuleSet.Default;

    /// <summary>The rules in force.</summary>
    public RuleSet Current => Volatile.Read(ref _current);

    /// <summary>False when what was published cannot be read: the book says why. Nothing published leaves in force what is: what was published once stays so, and what says so is damaged.</summary>
    protected override async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await book.LatestAsync(cancellationToken) is not { } name || name == Current.Name)
            return true;
        if (await book.ReadAsync(name, cancellationToken) is not { } set)
            return false;
        Volatile.Write(ref _current, set);
        EdgeRulesLog.Changed(logger, set.Version, set.Rules.Count);
        return true;
    }

    /// <inheritdoc/>
    protected override void Away(string reason) => EdgeRulesLog.Away(logger, Current.Version, reason);

    /// <inheritdoc/>
    protected override void Back() => EdgeRulesLog.Back(logger, Current.Version);
}
