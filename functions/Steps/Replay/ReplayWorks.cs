using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Redrive;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Replay;

/// <summary>What can be done, by kind of job.</summary>
public sealed class ReplayWorks(ReplayRows rows, ILogReader reader, ILogWriter log, TopicNames topics, ReplayOptions options)
{
    private readonly Dictionary<string, IReplayWork> works = new IReplayWork[]
    {
        new ArchiveReplay(rows, log, topics, options),
        new QuarantineReplay(reader, log, topics, options),
    }.ToDictionary(work => work.Kind);

    internal IReplayWork Of(string kind) => works.GetValueOrDefault(kind) ?? throw new ReplayImpossibleException($"This version knows no jobs of the kind {kind}.");
}
