using System.Globalization;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Planning;

namespace ServerlessIot.Plan.Output;

/// <summary>A plan to be read.</summary>
public sealed class PlanText(TextWriter output)
{
    /// <summary>Writes a plan.</summary>
    public void Write(PlanResult plan)
    {
        var (load, size) = (plan.Load, plan.Size);
        Line($"size {size.Name}: {load.MessagesPerSecond:N0} messages/s on average, {load.Peak:N0} in the busiest hour ({load.Curve.Name}), {load.PayloadBytes:N0} bytes, {load.DeviceCount:N0} devices, alarms {load.AlarmRate:P2}");
        Functions(plan);
        Hours(plan);
        Services(plan);
        Bill(plan);
        Limits(plan);
    }

    /// <summary>A time as people read it.</summary>
    internal static string Time(double seconds) => seconds switch
    {
        <= 0 => "-",
        < 1 => Text($"{seconds * 1_000:0} ms"),
        < 100 => Text($"{seconds:0.0} s"),
        < 6_000 => Text($"{seconds / 60:0} min"),
        _ => Text($"{seconds / 3_600:0} h"),
    };

    private void Functions(PlanResult plan)
    {
        Line();
        Line($"{"function",-10}{"instances",-17}{"of",4} {"ready",5}  {"lag",-23}{"latency",-17}{"from device",-19}{"a batch",8}{"one instance",14}{"partitions",13}");
        Line($"{"",-10}{"min/avg/max",-17}{"",4} {"",5}  {"avg/max",-23}{"p50/p99",-17}{"p50/p99",-19}{"",8}{"can take",14}{"need/have",13}");
        foreach (var function in plan.Functions)
        {
            var (size, day) = (function.Day.Size, function.Day.Day);
            var instances = Text($"{day.Fewest}/{function.Day.AverageInstances:0.0}/{day.Most}");
            var lag = Text($"{day.LagSeconds / day.Seconds:N0}/{day.HighestLag:N0}");
            var (own, all) = (function.Day.Latency, function.FromDevice);
            var latency = $"{Time(own.Quantile(0.5))}/{Time(own.Quantile(0.99))}";
            var through = $"{Time(all.Quantile(0.5))}/{Time(all.Quantile(0.99))}";
            var batch = day.Batches > 0 ? day.Records / day.Batches : 0;
            Line($"{size.Name,-10}{instances,-17}{Math.Min(size.Partitions, size.Maximum),4} {size.AlwaysReady,5}  {lag,-23}{latency,-17}{through,-19}{batch,8:N0}{Text($"{function.InstanceCapacity:N0}/s"),14}{Text($"{function.PartitionsNeeded}/{size.Partitions}"),13}");
        }
    }

    private void Hours(PlanResult plan)
    {
        Line();
        Line($"{"hour",-10}{string.Concat(Enumerable.Range(0, 24).Select(hour => Text($"{hour,4}")))}");
        foreach (var function in plan.Functions)
            Line($"{function.Day.Size.Name,-10}{string.Concat(function.Day.Hours.Select(hour => Text($"{hour.InstanceSeconds / hour.Seconds,4:0}")))}");
    }

    private void Services(PlanResult plan)
    {
        var (hubs, cosmos, storage, bridge, size) = (plan.EventHubs, plan.Cosmos, plan.Storage, plan.Bridge, plan.Size);
        var units = hubs.Units(size.EventHubs.Tier) is { } count ? Text($"{count}") : $"more than {size.EventHubs.Tier} has ({hubs.Tier}: {hubs.Units(hubs.Tier)})";
        Line();
        Line($"Event Hubs  in {hubs.EventsIn:N0} events/s, {hubs.BytesIn / 1e6:N2} MB/s; out {hubs.EventsOut:N0} events/s, {hubs.BytesOut / 1e6:N2} MB/s; {size.EventHubs.Tier} units needed {units}, of {size.EventHubs.Units} to {size.EventHubs.MostUnits}; kept {hubs.StoredGigabytes:N1} GB");
        Line($"Cosmos      {string.Join(", ", cosmos.Peak.Select(pair => Text($"{pair.Key} {pair.Value:N0} RU/s")))} in the busiest hour; {cosmos.MonthlyMillions:N1} million RU a month; {cosmos.StoredGigabytes:N1} GB");
        Line($"Storage     a month: {storage.Commits / 1e6:N2} million commits, {storage.Uploads / 1e6:N2} million blobs, {(storage.Heads + storage.AuditReads) / 1e6:N2} million reads, {storage.NewGigabytes:N1} GB");
        Line($"Bridge      {bridge.Hourly.Min()} to {bridge.Most} replicas of {size.Bridge.Cpu:0.##} cores, of {size.Bridge.Fewest} to {size.Bridge.Most}");
    }

    private void Bill(PlanResult plan)
    {
        Line();
        Line($"{$"a month in {plan.Prices.Currency}",-52}{"load",12}{"idle",12}   ({plan.Prices.Region}, list prices as of {plan.Prices.AsOf:yyyy-MM-dd}: check them)");
        foreach (var (service, _) in plan.Bill.Services)
        {
            Line($"{service,-52}{Sum(plan.Bill, service),12:N2}{Sum(plan.Idle, service),12:N2}");
            foreach (var line in plan.Bill.Lines.Where(line => line.Service == service))
            {
                var idle = plan.Idle.Lines.FirstOrDefault(other => other.AlwaysOn == line.AlwaysOn && other.Service == service && Same(other.Part, line.Part))?.Amount ?? 0;
                if (line.Amount >= 0.005 || idle >= 0.005) Line($"  {line.Part + (line.AlwaysOn ? " *" : ""),-50}{line.Amount,12:N2}{idle,12:N2}");
            }
        }

        Line($"{"all",-52}{plan.Bill.Total,12:N2}{plan.Idle.Total,12:N2}");
        Line($"{"  of this, always on (*)",-52}{plan.Bill.AlwaysOn,12:N2}{plan.Idle.AlwaysOn,12:N2}");
        Line($"{"  without these",-52}{plan.Bill.Total - plan.Bill.AlwaysOn,12:N2}{plan.Idle.Total - plan.Idle.AlwaysOn,12:N2}");
    }

    private void Limits(PlanResult plan)
    {
        Line();
        foreach (var limit in plan.Limits.Where(limit => limit.Factor < 1)) Line($"EXCEEDED {limit.What}, at {limit.Factor:0.00} of the busiest hour. Change: {limit.Change}");
        if (plan.Load.Peak > 0 && plan.Limits.FirstOrDefault(limit => limit.Factor >= 1) is { } next)
            Line($"breaks {(plan.Limits[0].Factor < 1 ? "next" : "first")}, at {next.Factor:0.0} times the busiest hour ({plan.Load.Peak * next.Factor:N0} messages/s): {next.What}. Then: {next.Change}");
        foreach (var warning in plan.Warnings) Line($"note: {warning}");
    }

    // Event Hubs' part names its units, which an idle month may have fewer of.
    private static bool Same(string one, string other) => one.Split(',')[0] == other.Split(',')[0];

    private static double Sum(MonthlyBill bill, string service) => bill.Lines.Where(line => line.Service == service).Sum(line => line.Amount);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString? text = null) => output.WriteLine(text is null ? "" : Text(text).TrimEnd());
}
