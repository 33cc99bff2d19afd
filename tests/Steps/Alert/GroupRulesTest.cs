using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>Rules for groups of registered devices: records say who is registered, and ticks which groups there are.</summary>
public class GroupRulesTest
{
    private readonly Rig<AlertState> rig = new(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions(), Book(rig), Groups(rig)));

    [Fact]
    public async Task Only_members_are_alerted_of_and_an_alert_ends_when_its_device_leaves()
    {
        var (rules, groups) = (await RulesAsync(), await GroupAsync("north"));
        await rig.RunAsync(Registration("a", 1, "north"), Registration("b", 1, "south"), rig.Valid.Tick(Payload.Start, rules, groups));
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("a", 30, Payload.Start + 1_000), rig.Valid.Reading("b", 30, Payload.Start + 2_000), rig.Valid.Reading("c", 30, Payload.Start + 3_000));
        Assert.Equal(["a"], Told().Select(alert => alert.Device));
        await rig.RunAsync(Registration("a", 2, "south"), rig.Valid.Tick(Payload.Start + 60_000, rules, groups));
        Assert.NotNull(Told().Last(alert => alert.Device == "a").Cleared);
    }

    [Fact]
    public async Task Another_group_is_in_force_from_the_tick_on_that_names_it()
    {
        var (rules, groups) = (await RulesAsync(), await GroupAsync("north"));
        await rig.RunAsync(Registration("a", 1, "north"), Registration("b", 1, "south"), rig.Valid.Tick(Payload.Start, rules, groups), rig.Valid.Reading("a", 30, Payload.Start + 1_000));
        var other = await GroupAsync("south");
        rig.Restart();
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 60_000, rules, other), rig.Valid.Reading("b", 30, Payload.Start + 61_000), rig.Valid.Tick(Payload.Start + 120_000, rules, other));
        Assert.NotNull(Told().Last(alert => alert.Device == "a").Cleared);
        Assert.Equal(1, Told().Count(alert => alert.Device == "b"));
    }

    [Fact]
    public async Task Groups_that_are_gone_leave_the_old_ones_until_they_are_there()
    {
        var (rules, groups) = (await RulesAsync(), await GroupAsync("north"));
        await rig.RunAsync(Registration("a", 1, "north"), rig.Valid.Tick(Payload.Start, rules, groups));
        var other = await GroupAsync("south");
        var blob = RulesName.Read(other)!.GroupsBlob;
        var kept = (await rig.Blobs.DownloadAsync(blob, default))!.Content;
        await rig.Blobs.DeleteAsync(blob, default);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 60_000, rules, other), rig.Valid.Reading("a", 30, Payload.Start + 61_000));
        Assert.Equal(["a"], Told().Select(alert => alert.Device));
        await rig.Blobs.TryReplaceAsync(blob, kept, null, default);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 120_000, rules, other), rig.Valid.Tick(Payload.Start + 180_000, rules, other));
        Assert.NotNull(Told().Last(alert => alert.Device == "a").Cleared);
    }

    [Fact]
    public async Task Other_batches_give_the_same_state()
    {
        var (rules, north) = (await RulesAsync(), await GroupAsync("north"));
        var south = await GroupAsync("south");
        var random = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            if (i % 20 == 7) rig.Valid.Tick(Payload.Start + (i * 10_000), rules, i < 200 ? north : south);
            if (i % 9 == 4) Registration($"d{random.Next(5)}", random.Next(1, i + 2), random.Next(3) switch { 0 => "north", 1 => "south", _ => null });
            rig.Valid.Reading($"d{random.Next(5)}", random.Next(20, 35), Payload.Start + (i * 10_000));
        }

        var records = rig.Valid.Records.ToList();
        foreach (var batch in records.Chunk(7))
        {
            rig.Restart();
            await rig.RunAsync(batch);
        }

        var whole = new Rig<AlertState>(_ => new AlertStep(rig.Log, new TopicNames(), new AlertOptions(), Book(rig), Groups(rig)));
        foreach (var record in records) whole.Log.Append(new Ports.OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers));
        await whole.RunAsync([.. whole.Valid.Records]);
        Assert.Equal(await whole.BytesAsync(), await rig.BytesAsync());
        Assert.Contains(Told(), alert => alert.Cleared is not null);
    }

    private static RuleBook Book(Rig<AlertState> rig) => new(rig.Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance);

    private static GroupBook Groups(Rig<AlertState> rig) => new(rig.Blobs, NullLogger<GroupBook>.Instance);

    private async Task<string> RulesAsync() =>
        (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes("""{"version":1,"rules":[{"id":"warm","kind":"threshold","measure":"temperature","above":25,"severity":2,"scope":{"groups":"chosen"}}]}"""), null, default)).Latest!.Name.ToString();

    private async Task<string> GroupAsync(string site)
    {
        await Groups(rig).PublishAsync("demo", "chosen", _ => Task.FromResult<DeviceFilter?>(new() { Tags = new Dictionary<string, string> { ["site"] = site } }), default);
        return (await Groups(rig).LatestAsync(default))!.Name.ToString();
    }

    private Ports.LogRecord Registration(string device, long revision, string? site)
    {
        var facts = site is null ? null : new DeviceFacts { Type = "sensor", Tags = new Dictionary<string, string> { ["site"] = site } };
        return rig.Valid.Event(new RegistrationRecord(revision, facts).ToEvent($"registration-{revision}", "demo", device, Payload.Start, default));
    }

    private List<AlertRecord> Told() => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
