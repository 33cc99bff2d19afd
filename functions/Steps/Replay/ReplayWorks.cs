using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Rebuild;
using ServerlessIot.Steps.Replay.Redrive;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Replay;

/// <summary>What can be done, by kind of job.</summary>
public sealed class ReplayWorks(
    ReplayRows rows, IDocumentStore documents, ILogReader reader, ILogWriter log, TopicNames topics, ReplayOptions options, AggregateOptions aggregate, AlertOptions alert, TrackOptions track,
    RuleBook book)
{
    private readonly Dictionary<string, IReplayWork> works = new IReplayWork[]
    {
        new ArchiveReplay(rows, log, topics, options),
        new QuarantineReplay(reader, log, topics, options),
        new RebuildWork(
            rows,
            [
                new WindowRebuilder(rows, documents, log, topics, aggregate, options),
                new AlertRebuilder(rows, documents, log, topics, alert, options, book),
                new TwinRebuilder(rows, documents, topics, track, options),
            ],
            documents,
            log,
            topics),
    }.ToDictionary(work => work.Kind);

    internal IReplayWork Of(string kind) => works.GetValueOrDefault(kind) ?? throw new ReplayImpossibleException($"This version knows no jobs of the kind {kind}.");
}
