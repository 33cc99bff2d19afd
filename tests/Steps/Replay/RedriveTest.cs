using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Replay;

public sealed class RedriveTest : IDisposable
{
    private readonly ReplayRig rig = new(new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000, ChunkRows = 4 });

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task What_could_be_read_by_now_is_put_back_and_counts_once_however_often_it_is_put_back()
    {
        await rig.LiveAsync(devices: 1, minutes: 1);
        var before = Events().Count;
        // An id of its own; a time of its own; neither.
        string[] payloads = ["""{"event_id":"mine","value":21.5}""", $$"""{"value":22.5,"timestamp":{{rig.Log.Now}}}""", """{"value":23.5}"""];
        foreach (var payload in payloads) Refuse("d7", payload);
        for (var time = 0; time < 3; time++)
        {
            var job = await rig.FinishAsync(await rig.AskAsync(ReplayRig.Request(ReplayKinds.Quarantine) with { To = null, Key = $"redrive {time}" }));
            Assert.Equal((ReplayStates.Done, 3L), (job.State, job.Quarantine!.Sum(position => position.Redriven)));
            await rig.Pipeline.DrainAsync();
            await rig.LookAsync();
            Assert.Equal(before + 3, Events().Count);
        }

        Assert.Equal([21.5, 22.5, 23.5], Events().Skip(before).Select(e => Assert.Single(e.Measurements).Value));
        Assert.Equal(9, rig.Log.All("telemetry.raw").Count(record => record.Header(LogHeaders.Redriven) is not null));
        Assert.Equal((await rig.RowsAsync()).Count, Events().Count);
    }

    [Fact]
    public async Task Bytes_and_headers_are_the_original_ones_and_say_where_they_come_from()
    {
        var raw = Payload.Raw("d7", "no json");
        rig.Log.Append(raw);
        await rig.Pipeline.DrainAsync();
        await rig.LookAsync();
        await rig.FinishAsync(await rig.AskAsync(ReplayRig.Request(ReplayKinds.Quarantine)));
        var again = rig.Log.All("telemetry.raw").Single(record => record.Header(LogHeaders.Redriven) is not null);
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.Equal((raw.Key.ToArray(), raw.Value.ToArray()), (again.Key.ToArray(), again.Value.ToArray()), (left, right) => left.Item1.SequenceEqual(right.Item1) && left.Item2.SequenceEqual(right.Item2));
        Assert.Equal($"validate {refused.Partition}-{refused.Offset}", again.Header(LogHeaders.Redriven));
        foreach (var header in raw.Headers) Assert.Equal(header.Text, again.Header(header.Name));
        Assert.DoesNotContain(again.Headers, header => header.Name is LogHeaders.Reason or LogHeaders.ReasonCode or LogHeaders.RefusedBy or LogHeaders.RefusedId or LogHeaders.RefusedType);
    }

    [Fact]
    public async Task What_is_refused_again_lies_in_quarantine_again_and_is_not_put_back_again_by_the_same_job()
    {
        for (var i = 0; i < 10; i++) rig.Log.Append(Payload.Raw("d7", $"no json {i}", i % 2));
        await rig.Pipeline.DrainAsync();
        await rig.LookAsync();
        var id = await rig.AskAsync(ReplayRig.Request(ReplayKinds.Quarantine));
        // Validate is faster than the runner.
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (after && name.StartsWith("replays/", StringComparison.Ordinal)) rig.Pipeline.DrainAsync().GetAwaiter().GetResult();
        };
        var job = await rig.FinishAsync(id);
        rig.Blobs.OnWrite = (_, _) => { };
        await rig.Pipeline.DrainAsync();
        Assert.Equal(10, job.Quarantine!.Sum(position => position.Redriven));
        Assert.Equal((20, 20), (rig.Log.All("telemetry.raw").Count(), rig.Log.All("telemetry.quarantine").Count()));
        Assert.Equal(10, rig.Log.All("telemetry.quarantine").Count(record => record.Header(LogHeaders.Redriven) is not null));
        // Each has the id that it had at first.
        Assert.Equal(10, rig.Log.All("telemetry.quarantine").Select(record => record.Header(LogHeaders.RefusedId)).Distinct().Count());
    }

    [Fact]
    public async Task Only_what_is_meant_and_is_a_payload_is_put_back()
    {
        rig.Log.Now = ReplayRig.Start + 5000;
        Refuse("d7", "{}", reason: "not-json");
        Refuse("d7", "{}", reason: "no-value");
        Refuse("d8", "{}", reason: "not-json");
        Refuse("d7", "{}", tenant: "other");
        Refuse("d7", "{}", reason: "not-json", blob: "quarantine/0-0-1-0");
        Refuse("d7", "{}", reason: "not-json", step: "track");
        rig.Log.Now += 1000;
        Refuse("d7", "{}", reason: "not-json");
        await rig.LookAsync();
        var job = await rig.FinishAsync(await rig.AskAsync(ReplayRig.Request(ReplayKinds.Quarantine) with { Device = "d7", Reason = "not-json", From = ReplayRig.Start, To = ReplayRig.Start + 5001 }));
        Assert.Equal((7L, 1L, 1L, 1L), (
            job.Quarantine!.Sum(position => position.Read), job.Quarantine!.Sum(position => position.Redriven),
            job.Quarantine!.Sum(position => position.TooLarge), job.Quarantine!.Sum(position => position.NoPayload)));
        Assert.Single(rig.Log.All("telemetry.raw"));
    }

    [Fact]
    public async Task A_runner_that_dies_at_any_place_leaves_nothing_out()
    {
        await rig.LiveAsync(devices: 1, minutes: 1);
        var before = Events().Count;
        for (var i = 0; i < 20; i++) Refuse("d7", $$"""{"event_id":"e{{i}}","value":{{i}}}""");
        var crashed = true;
        for (var at = 0; crashed; at++)
        {
            var id = await rig.AskAsync(ReplayRig.Request(ReplayKinds.Quarantine) with { Key = $"{at}" });
            var writes = 0;
            rig.Blobs.OnWrite = (name, _) => Cut(name.StartsWith("replays/", StringComparison.Ordinal));
            rig.Log.OnWrite = record => Cut(record.Topic == "telemetry.raw");
            crashed = false;
            try
            {
                await rig.Step.RunAsync(default);
            }
            catch (Crash)
            {
                crashed = true;
            }

            rig.Blobs.OnWrite = (_, _) => { };
            rig.Log.OnWrite = _ => { };
            rig.Restart();
            rig.Clock.Now += TimeSpan.FromMinutes(2.1);
            await rig.LookAsync();
            await rig.FinishAsync(id);
            var redriven = rig.Log.All("telemetry.raw").Select(record => record.Header(LogHeaders.Redriven)).Where(place => place is not null).Distinct().Count();
            Assert.Equal(20, redriven);
            await rig.Pipeline.DrainAsync();
            await rig.LookAsync();
            Assert.Equal(before + 20, Events().Count);

            void Cut(bool counts)
            {
                if (counts && writes++ == at) throw new Crash($"at write {at}");
            }
        }
    }

    private List<Domain.Events.DeviceEvent> Events() => [.. rig.Log.All("telemetry.valid").Select(ValidRecord.Event).OfType<Domain.Events.DeviceEvent>()];

    /// <summary>A record in quarantine as a version that knew less would have refused it.</summary>
    private void Refuse(string device, string payload, string reason = "unknown-shape", string tenant = "demo", string step = "validate", string? blob = null)
    {
        var raw = Payload.Raw(device, payload);
        var refused = new LogRecord("telemetry.raw", 0, 1000 + rig.Log.All("telemetry.quarantine").Count(), rig.Log.Now, Encoding.UTF8.GetBytes($"{tenant}/{device}"), raw.Value, raw.Headers);
        var record = Quarantine.Record(new TopicNames(), refused, step, new(reason, "It was not understood."));
        rig.Log.Append(blob is null ? record : record with { Value = default, Headers = [.. record.Headers, new LogHeader(LogHeaders.Blob, blob)] });
    }
}
