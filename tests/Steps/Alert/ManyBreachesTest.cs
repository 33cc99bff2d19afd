using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tests.Notify;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>However many breaches, each slot of device and rule has one open alert, down to its document.</summary>
public class ManyBreachesTest
{
    private const double TooHot = 40;
    private readonly Rig<AlertState> rig = new(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions()));
    private readonly NotifyRig notify = new() { Policy = new NotificationPolicy { Storm = null } };

    [Fact]
    public async Task A_hundred_thousand_breaches_in_five_minutes_are_one_alert()
    {
        const int Breaches = 100_000;
        for (var i = 0; i < Breaches; i++)
        {
            rig.Valid.Reading("d", TooHot, Payload.Start + (i * 299_999L / Breaches));
            if (i % 20_000 == 19_999) rig.Valid.Tick(Payload.Start + ((i / 20_000 + 1) * 60_000L));
        }

        foreach (var batch in rig.Valid.Records.ToList().Chunk(4_000)) await rig.RunAsync(batch);
        await ToldAsync();
        var document = notify.Only;
        Assert.Equal((Breaches - 1, AlertStates.Open, Payload.Start), (document.Alert.Suppressed, document.State, document.Alert.Time));
        Assert.Equal([document.Alert.AlertId], notify.First.Keys);
    }

    [Fact]
    public async Task Pairs_a_millisecond_apart_on_ten_thousand_devices_are_one_open_alert_each()
    {
        const int Devices = 10_000;
        for (var i = 0; i < Devices; i++) rig.Valid.Reading($"d{i}", TooHot, Payload.Start + i);
        for (var i = 0; i < Devices; i++) rig.Valid.Reading($"d{i}", TooHot, Payload.Start + i + 1);
        // One tick tells some thousands, the next ones the others.
        for (var minute = 1; minute <= 3; minute++) rig.Valid.Tick(Payload.Start + (minute * 60_000));
        foreach (var batch in rig.Valid.Records.ToList().Chunk(3_333)) await rig.RunAsync(batch);
        await ToldAsync();
        var documents = notify.Documents.All<AlertDocument>(Containers.Alerts).ToList();
        Assert.Equal((Devices, Devices), (documents.Count, documents.Select(document => document.Alert.Device).Distinct().Count()));
        Assert.All(documents, document => Assert.Equal((AlertStates.Open, 1), (document.State, document.Alert.Suppressed)));
    }

    private async Task ToldAsync()
    {
        foreach (var record in rig.Log.Of("alerts"))
        {
            Assert.NotNull(JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord));
            await notify.Step.HandleAsync(record, default);
        }
    }
}
