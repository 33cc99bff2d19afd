using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Faults.Tests.Simulation.Devices;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;

namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>Holds what the stores and the log hold against what they must.</summary>
internal sealed class Judge(World world, Load load)
{
    private readonly Expected expected = new(world, load);
    private readonly Verdict verdict = new();
    private readonly HashSet<(string Device, int Seq)> archived = [];
    private readonly HashSet<string> quarantined = [];

    public async Task<Verdict> RunAsync()
    {
        foreach (var failure in world.Failures) verdict.Wrong(failure);
        Messages();
        Quarantine();
        await ArchiveAsync();
        Disputed();
        Numbers();
        Windows();
        Twins();
        if (world.Chaos.Has(FaultKinds.Versions)) BreachesOfTwoVersions();
        else Alerts();
        return verdict;
    }

    private void Messages()
    {
        foreach (var message in load.All)
        {
            if (message.Acknowledged && !expected.Arrived.Contains(message)) verdict.Lose($"an acknowledged message of {message.Device}: the log never had it");
        }

        foreach (var device in world.Devices.Where(device => device.InOrder && expected.Devices.ContainsKey(device.Name)))
        {
            var rows = expected.Devices[device.Name].Rows;
            for (var i = 1; i < rows.Count; i++) verdict.Check(rows[i - 1].Seq < rows[i].Seq, $"order of {device.Name}: {rows[i].Seq} after {rows[i - 1].Seq}");
        }
    }

    private void Quarantine()
    {
        foreach (var record in world.Broker.All("telemetry.quarantine")) quarantined.Add(record.Header(LogHeaders.Origin)!);
        var surplus = quarantined.Count - expected.Refused;
        if (surplus < 0) verdict.Lose($"{-surplus} of {expected.Refused} refused records");
        if (surplus > 0 && expected.Disputed.Count == 0) verdict.Double($"{surplus} refused records");
    }

    private async Task ArchiveAsync()
    {
        using var archive = new PartitionArchive(world.Blobs, new KeyRings(world.Blobs, TimeProvider.System));
        for (var partition = 0; partition < world.Partitions; partition++)
        {
            var rows = new List<(Origin Origin, (string, int) Place)>();
            await foreach (var row in archive.RowsAsync(partition, long.MinValue, long.MaxValue, default))
            {
                var place = (row.Device, SeqOf(row));
                if (!archived.Add(place)) verdict.Double($"row {place}, which came {Arrivals(place)}");
                else if (!expected.Disputed.Contains(place)) rows.Add((row.Origin, place));
            }

            var must = expected.Order[partition];
            foreach (var place in must.Where(place => !archived.Contains(place))) verdict.Lose($"row {place}");
            var stored = rows.OrderBy(row => row.Origin).Select(row => row.Place).ToList();
            foreach (var place in stored.Except(must)) verdict.Double($"row {place}, which nobody sent");
            if (stored.Count == must.Count) verdict.Check(stored.SequenceEqual(must), $"order of the archive's partition {partition}");
        }
    }

    /// <summary>When the log took a reading, by its time stamp and by how many events of the device it had taken before.</summary>
    private string Arrivals((string Device, int Seq) place)
    {
        var (before, arrivals) = (0, new List<string>());
        foreach (var record in world.Broker.All("telemetry.raw").Where(record => record.Header(LogHeaders.Type) is not (RecordTypes.Tick or RecordTypes.Mark)))
        {
            var message = expected.MessageOf(record);
            if (message.Device != place.Device) continue;
            if (message.Readings.Any(reading => reading.Seq == place.Seq)) arrivals.Add(string.Create(CultureInfo.InvariantCulture, $"at {(record.Timestamp - EventLoop.Start) / 1e3} s after {before} events"));
            before += message.Readings.Count;
        }

        return string.Join(", ", arrivals);
    }

    /// <summary>What one version takes and the other refuses is archived or in quarantine, never nowhere.</summary>
    private void Disputed()
    {
        var numbered = world.Broker.All("telemetry.raw").Where(record => record.Value.Span.IndexOf(Payloads.RefusedByVersion2) >= 0)
            .ToLookup(record => expected.MessageOf(record), record => $"-{record.Partition}-{record.Offset}-0", ReferenceEqualityComparer.Instance as IEqualityComparer<Message>);
        foreach (var message in numbered)
        {
            if (message.Any(place => quarantined.Any(origin => origin.EndsWith(place, StringComparison.Ordinal)))) continue;
            foreach (var reading in message.Key.Readings.Where(reading => !reading.Broken && !archived.Contains((message.Key.Device, reading.Seq))))
                verdict.Lose($"reading {(message.Key.Device, reading.Seq)}, which is neither archived nor in quarantine");
        }
    }

    /// <summary>The numbers of telemetry.valid as a reader sees them: dense, and each stands for one place of telemetry.raw.</summary>
    private void Numbers()
    {
        var total = 0L;
        for (var partition = 0; partition < world.Partitions; partition++)
        {
            var (last, highest) = (0L, 0L);
            var origins = new Dictionary<long, string>();
            foreach (var record in world.Broker.Ever("telemetry.valid", partition))
            {
                var number = long.Parse(record.Header(LogHeaders.Number)!, CultureInfo.InvariantCulture);
                var origin = record.Header(LogHeaders.Id)!;
                highest = Math.Max(highest, number);
                if (number == last + 1) last = number;
                if (!origins.TryAdd(number, origin)) verdict.Check(SameRecord(origins[number], origin), $"number {number} of partition {partition} stands for {origins[number]} and {origin}");
            }

            verdict.Check(last == highest, $"numbers of partition {partition}: a hole after {last}, the highest is {highest}");
            total += last;
        }

        var must = expected.Order.Sum(order => order.Count) + expected.Ticks + expected.Marks;
        if (expected.Disputed.Count == 0) verdict.Check(total == must, $"numbers given: {total} instead of {must}");
    }

    private static bool SameRecord(string left, string right) =>
        Origin.TryParse(left, out var a) && Origin.TryParse(right, out var b) && a with { Index = 0 } == b with { Index = 0 };

    private void Windows()
    {
        var told = world.Documents.All<WindowRecord>(Containers.Windows).ToDictionary(window => (window.Device, window.Start));
        foreach (var (name, device) in expected.Devices.Where(device => expected.Certain(device.Key)))
        {
            foreach (var window in device.Windows.Values)
            {
                if (!told.Remove((name, window.Start), out var stored)) verdict.Lose($"window {window.Start} of {name}");
                else Window(name, window, stored);
            }
        }

        foreach (var window in told.Keys.Where(window => expected.Certain(window.Device))) verdict.Double($"window {window}, which must not be");
    }

    private void Window(string device, ExpectedWindow must, WindowRecord stored)
    {
        var what = $"window {must.Start} of {device}";
        var surplus = stored.Events - must.Readings.Count;
        if (surplus < 0) verdict.Lose($"{-surplus} events of {what}");
        if (surplus > 0) verdict.Double($"{surplus} events of {what}");
        if (surplus != 0) return;
        verdict.Check((stored.Late, stored.Revision) == (must.Late, must.Revision), $"{what}: late {stored.Late}, revision {stored.Revision} instead of {must.Late}, {must.Revision}");
        var (name, measure) = stored.Measures.Single();
        var values = must.Readings.ConvertAll(reading => reading.Value);
        verdict.Check(name == must.Readings[0].Measure && measure.Count == values.Count, $"{what}: {measure.Count} values of {name}");
        verdict.Check(Math.Abs(measure.Mean - values.Average()) < 1e-9 * (1 + Math.Abs(measure.Mean)), $"{what}: mean {measure.Mean}");
        verdict.Check((measure.Min, measure.Max) == (values.Min(), values.Max()), $"{what}: minimum or maximum");
    }

    private void Twins()
    {
        var twins = world.Documents.All<DeviceTwin>(Containers.Twins).ToDictionary(twin => twin.Device);
        foreach (var (name, device) in expected.Devices.Where(device => expected.Certain(device.Key) && device.Value.Rows.Count > 0))
        {
            if (!twins.TryGetValue(name, out var twin))
            {
                verdict.Lose($"twin {name}");
                continue;
            }

            var surplus = twin.Events - device.Rows.Count;
            if (surplus < 0) verdict.Lose($"{-surplus} events of twin {name}");
            if (surplus > 0) verdict.Double($"{surplus} events of twin {name}");
            verdict.Check((twin.Time, twin.LastSeen, twin.Online) == (device.Time, device.LastSeen, device.Online), $"twin {name}: {(twin.Time, twin.LastSeen, twin.Online)} instead of {(device.Time, device.LastSeen, device.Online)}");
            verdict.Check(twin.Values.Single().Value == device.Value, $"value of twin {name}: {twin.Values.Single().Value} instead of {device.Value}");
        }
    }

    private void Alerts()
    {
        var stored = world.Documents.All<AlertDocument>(Containers.Alerts).ToList();
        foreach (var (name, device) in expected.Devices)
        {
            var left = stored.Where(alert => alert.Alert.Device == name).ToList();
            foreach (var must in device.Alerts)
            {
                var found = left.FindAll(alert => alert.Alert.Time == must.Time);
                left.RemoveAll(found.Contains);
                if (found.Count == 0) verdict.Lose($"alert of {name} at {must.Time}");
                else verdict.Check(found[0].Alert.Suppressed == must.Suppressed, $"alert of {name} at {must.Time}: {found[0].Alert.Suppressed} suppressed instead of {must.Suppressed}");
                if (found.Count > 0) verdict.Check(found[0].Alert.Cleared == must.Cleared, $"alert of {name} at {must.Time}: over {found[0].Alert.Cleared} instead of {must.Cleared}");
                if (found.Count > 1) verdict.Double($"alert of {name} at {must.Time}");
            }

            foreach (var alert in left) verdict.Double($"alert {alert.Alert.AlertId} of {name}, which must not be");
        }

        Told(stored);
    }

    /// <summary>With two cooldowns at once it is open which breach opens an alert; each is either an alert or suppressed by one.</summary>
    private void BreachesOfTwoVersions()
    {
        var stored = world.Documents.All<AlertDocument>(Containers.Alerts).ToList();
        foreach (var (name, device) in expected.Devices.Where(device => expected.Certain(device.Key)))
        {
            var told = stored.Where(alert => alert.Alert.Device == name).Sum(alert => alert.Alert.Suppressed + 1);
            if (told < device.Breaches) verdict.Lose($"{device.Breaches - told} breaches of {name}");
            if (told > device.Breaches) verdict.Double($"{told - device.Breaches} breaches of {name}");
        }

        Told(stored);
    }

    private void Told(List<AlertDocument> stored)
    {
        foreach (var alert in stored)
        {
            foreach (var key in Tellings(alert))
            {
                if (!world.Told.ContainsKey(key)) verdict.Lose($"telling of alert {key}");
            }

            verdict.Check(alert.Delivery == DeliveryStates.Sent, $"alert {alert.Alert.AlertId} is still {alert.Delivery}");
            verdict.Check(alert.Parent is not null || alert.Channels.Count > 0, $"alert {alert.Alert.AlertId} is told to nobody");
        }

        foreach (var id in world.Told.Keys.Except(stored.SelectMany(Tellings))) verdict.Double($"telling of alert {id}, which is in no document");
    }

    /// <summary>Keys of an alert's opening and of each reopening that was told.</summary>
    private static IEnumerable<string> Tellings(AlertDocument alert) =>
        alert.Channels.Values.SelectMany(channel => Enumerable.Range(0, channel.Telling + 1)).Distinct()
            .Select(telling => telling == 0 ? alert.Alert.AlertId : string.Create(CultureInfo.InvariantCulture, $"{alert.Alert.AlertId}-{telling}"));

    private static int SeqOf(DeviceEvent row) => int.Parse(row.Attributes.Single(attribute => attribute.Key == "seq").Value, CultureInfo.InvariantCulture);
}
