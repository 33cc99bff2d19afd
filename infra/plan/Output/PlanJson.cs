using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Plan.Planning;
using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Output;

/// <summary>A plan for programs: one JSON object; times in s.</summary>
public static class PlanJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a plan.</summary>
    public static string Write(PlanResult plan) => JsonSerializer.Serialize(
        new
        {
            plan.Load.MessagesPerSecond,
            PeakMessagesPerSecond = plan.Load.Peak,
            plan.Load.PayloadBytes,
            Devices = plan.Load.DeviceCount,
            Curve = plan.Load.Curve.Factors,
            plan.Load.AlarmRate,
            plan.Load.QuarantineRate,
            Size = plan.Size.Name,
            plan.SecondsPerHour,
            Functions = plan.Functions.Select(Function),
            plan.EventHubs,
            plan.Cosmos,
            plan.Storage,
            plan.Bridge,
            Bill = new { plan.Prices.Currency, plan.Prices.AsOf, plan.Prices.Region, plan.Bill.Total, plan.Bill.AlwaysOn, plan.Bill.Lines },
            Idle = new { plan.Idle.Total, plan.Idle.AlwaysOn, plan.Idle.Lines },
            plan.Limits,
            plan.Warnings,
        },
        Options);

    private static object Function(FunctionPlan function)
    {
        var (size, day) = (function.Day.Size, function.Day.Day);
        return new
        {
            size.Name,
            size.App,
            size.Topic,
            size.Partitions,
            function.PartitionsNeeded,
            size.AlwaysReady,
            size.Maximum,
            size.LagThreshold,
            InstancesFewest = day.Fewest,
            InstancesAverage = function.Day.AverageInstances,
            InstancesMost = day.Most,
            InstancesByHour = function.Day.Hours.Select(hour => hour.InstanceSeconds / hour.Seconds),
            LagAverage = day.LagSeconds / day.Seconds,
            LagHighest = day.HighestLag,
            Latency = Times(function.Day.Latency),
            LatencyFromDevice = Times(function.FromDevice),
            RecordsPerBatch = day.Batches > 0 ? day.Records / day.Batches : 0,
            BatchesPerMonth = function.Day.Monthly(counters => counters.Batches),
            function.InstanceCapacity,
        };
    }

    private static object Times(Tally tally) => new { P50 = tally.Quantile(0.5), P99 = tally.Quantile(0.99) };
}
