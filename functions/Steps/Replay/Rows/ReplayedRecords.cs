using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>Records of telemetry.replayed: as in telemetry.valid, with the job's id and numbers.</summary>
internal sealed class ReplayedRecords(TopicNames topics)
{
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private static readonly LogHeader Validate = new(LogHeaders.Source, "/serverlessiot/validate");
    private static readonly LogHeader Replay = new(LogHeaders.Source, "/serverlessiot/replay");
    private static readonly LogHeader EventType = new(LogHeaders.Type, RecordTypes.Event);
    private static readonly LogHeader TickType = new(LogHeaders.Type, RecordTypes.Tick);
    private static readonly LogHeader VoidType = new(LogHeaders.Type, RecordTypes.Void);

    /// <summary>The records of a plan.</summary>
    /// <param name="job">Id of the job.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="find">The row of an entry; null when it is gone.</param>
    public List<OutRecord> Of(string job, ReplayPlan plan, Func<ReplayEntry, ReplayRow?> find)
    {
        var (records, number) = (new List<OutRecord>(plan.Entries.Count), plan.First);
        foreach (var entry in plan.Entries)
        {
            var numbered = new LogHeader(LogHeaders.Number, number++.ToString(CultureInfo.InvariantCulture));
            records.Add(entry.Tick is { } tick ? Record(default, new Tick(tick).ToBytes(), TickType, Replay)
                : find(entry) is { } row ? Record(Encoding.UTF8.GetBytes(row.Device), row.Json, EventType, Validate)
                : Record(default, default, VoidType, Replay));

            OutRecord Record(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, LogHeader type, LogHeader source) => new(
                topics.Replayed, plan.Partition, key, value, [new(LogHeaders.Id, entry.Origin.ToString()), type, source, SpecVersion, numbered, new(LogHeaders.Replayed, job)]);
        }

        return records;
    }
}
