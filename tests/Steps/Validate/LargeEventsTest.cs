using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>Payloads whose events take far more room than they do: what the envelope says is in each.</summary>
public class LargeEventsTest
{
    private const int Payloads = 12;
    private const int Events = 80; // of 102 kB
    private const long MostAtOnce = 72 << 20;
    private readonly Rig<ValidateState> rig;
    private long most;

    public LargeEventsTest() => rig = new Rig<ValidateState>(rig => new ValidateStep(new Watched(this, rig.Log), rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task Many_of_them_are_told_in_pieces_and_told_again_in_pieces()
    {
        var batch = Enumerable.Range(0, Payloads).Select(i => rig.Log.Append(Payload.Raw("d", Envelope(i)))).ToArray();
        await rig.RunAsync(batch);
        var numbers = Enumerable.Range(1, Payloads * Events).ToList();
        Assert.Equal(numbers, Numbers());
        Assert.InRange(most, 8 << 20, MostAtOnce);
        most = 0;
        rig.Restart();
        await rig.RunAsync(batch);
        Assert.Equal([.. numbers, .. numbers], Numbers());
        Assert.InRange(most, 8 << 20, MostAtOnce);
    }

    private List<int> Numbers() => [.. rig.Log.Of("telemetry.valid").Select(record => int.Parse(record.Header(LogHeaders.Number)!, CultureInfo.InvariantCulture))];

    private static string Envelope(int number)
    {
        var attributes = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"a{i}\":\"{new string('x', 1_000)}\""));
        var data = string.Join(',', Enumerable.Range(0, Events).Select(i => $"{{\"value\":{i}}}"));
        return $$"""{"specversion":"1.0","id":"e-{{number}}","source":"/s","type":"t",{{attributes}},"data":[{{data}}]}""";
    }

    /// <summary>Notes the most bytes that are written at once.</summary>
    private sealed class Watched(LargeEventsTest test, MemoryLog log) : ILogWriter
    {
        public Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
        {
            test.most = Math.Max(test.most, records.Sum(record => (long)record.Value.Length));
            return log.WriteAsync(records, cancellationToken);
        }

        public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => log.PartitionsAsync(topic, cancellationToken);
    }
}
