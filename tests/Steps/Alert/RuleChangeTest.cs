using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>Rules change with a tick: the same for whoever owns the partition.</summary>
public class RuleChangeTest
{
    private readonly Rig<AlertState> rig = new(rig => new AlertStep(rig.Log, new TopicNames(), new AlertOptions(), Book(rig)));

    [Fact]
    public async Task Rules_hold_from_the_tick_on_that_names_them()
    {
        var name = await PublishAsync(1, """{"id":"warm","kind":"threshold","measure":"temperature","above":25,"severity":2}""");
        await rig.RunAsync(rig.Valid.Reading("a", 30, Payload.Start), rig.Valid.Tick(Payload.Start + 1_000, name), rig.Valid.Reading("a", 30, Payload.Start + 2_000), rig.Valid.Reading("b", 40, Payload.Start + 3_000));
        Assert.Equal([("warm", "a"), ("warm", "b")], Told().Select(alert => (alert.Rule, alert.Device)));
    }

    [Fact]
    public async Task They_survive_a_restart_and_state_stays_where_the_rule_does()
    {
        const string Three = """{"id":"spread","kind":"spread","measure":"temperature","above":5,"samples":4,"least":3,"severity":2}""";
        var first = await PublishAsync(1, Three);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, first), rig.Valid.Reading("a", 20, Payload.Start + 1_000), rig.Valid.Reading("a", 21, Payload.Start + 2_000));
        rig.Restart();
        var second = await PublishAsync(2, """{"id":"other","kind":"threshold","measure":"temperature","above":900,"severity":2},""" + Three.Replace("\"above\":5", "\"above\":6", StringComparison.Ordinal));
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 3_000, second));
        rig.Restart();
        // The third sample: the two before the change count.
        await rig.RunAsync(rig.Valid.Reading("a", 27.5, Payload.Start + 4_000));
        Assert.Equal(("spread", 6.0, 7.5), Told().Select(alert => (alert.Rule, alert.Limit, alert.Value)).Single());
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_old_rules_until_it_is_there()
    {
        var name = await PublishAsync(1, """{"id":"warm","kind":"threshold","measure":"temperature","above":25,"severity":2}""");
        var blob = Domain.Rules.RulesName.Read(name)!.Blob;
        var kept = (await rig.Blobs.DownloadAsync(blob, default))!.Content;
        await rig.Blobs.DeleteAsync(blob, default);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start, name), rig.Valid.Reading("a", 40, Payload.Start + 1_000));
        Assert.Equal("temperature-threshold", Assert.Single(Told()).Rule);
        await rig.Blobs.TryReplaceAsync(blob, kept, null, default);
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 60_000, name), rig.Valid.Reading("b", 40, Payload.Start + 61_000));
        Assert.Equal("warm", Told().Single(alert => alert.Device == "b").Rule);
    }

    [Fact]
    public async Task Other_batches_give_the_same_state()
    {
        var name = await PublishAsync(1, """{"id":"score","kind":"zscore","measure":"temperature","window":"5m","score":0.8,"severity":2},{"id":"silent","kind":"absence","after":"2m","severity":3}""");
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            if (i % 20 == 7) rig.Valid.Tick(Payload.Start + (i * 10_000), i > 40 ? name : null);
            rig.Valid.Reading($"d{random.Next(5)}", random.Next(20, 45), Payload.Start + (i * 10_000));
        }

        var records = rig.Valid.Records.ToList();
        foreach (var batch in records.Chunk(7)) await rig.RunAsync(batch);
        var whole = new Rig<AlertState>(_ => new AlertStep(rig.Log, new TopicNames(), new AlertOptions(), Book(rig)));
        foreach (var record in records) whole.Log.Append(new Ports.OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers));
        await whole.RunAsync([.. whole.Valid.Records]);
        Assert.Equal(await whole.BytesAsync(), await rig.BytesAsync());
        rig.Restart();
        await rig.RunAsync(rig.Valid.Tick(Payload.Start + 4_000_000, name));
        Assert.Contains(Told(), alert => alert.Rule == "silent");
    }

    private static RuleBook Book(Rig<AlertState> rig) => new(rig.Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance);

    private async Task<string> PublishAsync(int version, string rules) =>
        (await Book(rig).PublishAsync(Encoding.UTF8.GetBytes($$"""{"version":{{version}},"rules":[{{rules}}]}"""), null, default)).Latest!.Name.ToString();

    private List<AlertRecord> Told() => [.. rig.Log.Of("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!)];
}
