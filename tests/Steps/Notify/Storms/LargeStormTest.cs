using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Notify.Storms;

/// <summary>10,000 devices fire at once; several instances handle them side by side, records come again, and instances die before and after writes.</summary>
public sealed class LargeStormTest
{
    private const int Devices = 10_000;
    private const int Instances = 6;
    private readonly NotifyRig rig = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Ten_thousand_devices_are_one_alert_and_no_more_notifications_than_the_policy_says(int seed)
    {
        var dice = new Random(seed);
        var records = Enumerable.Range(0, Devices).SelectMany(i => Enumerable.Repeat(i, dice.Next(4) == 0 ? 2 : 1)).OrderBy(_ => dice.Next()).ToArray();
        var writes = 0;
        rig.Documents.OnWrite = (_, _) =>
        {
            if (Interlocked.Increment(ref writes) % 97 == 0) throw new StoreUnavailableException("died");
        };
        var workers = Enumerable.Range(0, Instances).Select(worker => Task.Run(() => WorkAsync(rig.NewParts(), records.Where((_, i) => i % Instances == worker)))).ToArray();
        await Task.WhenAll(workers);

        rig.Documents.OnWrite = (_, _) => { };
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.Parts.Sweep.RunAsync(default);
        var all = rig.Documents.All<AlertDocument>(Containers.Alerts).ToList();
        var parent = Assert.Single(all, alert => alert.Alert.Device == "storm");
        var told = all.Count(alert => alert.Parent is null) - 1;
        Assert.Equal((Devices + 1, AlertStates.Open), (all.Count, parent.State));
        Assert.InRange(told, 1, StormLimit.Default.Devices);
        Assert.Equal((Devices - told, told + 1), (parent.Alert.Suppressed, rig.First.Keys.Distinct().Count()));
        Assert.All(all.Where(alert => alert.Parent is not null), alert => Assert.Equal(parent.Alert.AlertId, alert.Parent));
    }

    private static async Task WorkAsync(NotifyParts instance, IEnumerable<int> devices)
    {
        foreach (var device in devices)
        {
            var record = NotifyRig.Record(NotifyRig.Alert($"a{device}") with { Device = $"d{device}" });
            var done = false;
            while (!done) done = await TryAsync(instance, record);
        }
    }

    /// <summary>False when the instance died over it: the log delivers the record again.</summary>
    private static async Task<bool> TryAsync(NotifyParts instance, LogRecord record)
    {
        try
        {
            await instance.Step.HandleAsync(record, default);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
