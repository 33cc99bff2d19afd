using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class DecoderPropertiesTest
{
    private static readonly byte[][] Seeds =
    [
        """{"device_id":"temp-001","sensor_type":"temperature","value":151.5,"timestamp":1795168799123,"location":{"latitude":31.2,"longitude":121.5},"metadata":{"production_line":"L1","seq":12}}"""u8.ToArray(),
        """{"vin":"temp-001","timestamp":1795168799000,"status":"driving","latitude":31.23,"longitude":121.47,"speed":88.5,"tire_pressure":[2.4,1.7],"active_alerts":["a","b"],"metadata":{"firmware":"1.2.3"}}"""u8.ToArray(),
        """{"event_id":"0b1c","sensor_id":"temp-001","sensor_type":"co2","value":22.5,"unit":"\u00b0C","timestamp":"2026-11-20T11:00:00.250+01:00","location":"hall 3"}"""u8.ToArray(),
        """[{"value":21.5,"battery":88,"timestamp":1795168799},{"value":21.5,"deep":[[{"x":[1,2]}]]},{"value":1e5}]"""u8.ToArray(),
    ];

    /// <summary>Bytes at which a JSON reader changes its mind.</summary>
    private static readonly byte[] Spice = [.. "{}[]\",:\\u0e-+.9Nt \n\0"u8, 0x80, 0xC3, 0xED, 0xF0, 0xFF];

    [Fact]
    public void Random_bytes_give_results_and_no_exception()
        => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsSound(Payloads.Decode(bytes))).QuickCheckThrowOnFailure();

    [Fact]
    public void Changed_cut_and_doubled_payloads_give_results_and_no_exception()
    {
        var random = new Random(20_261_120);
        for (var i = 0; i < 40_000; i++)
        {
            var bytes = Mutate(random, Seeds[random.Next(Seeds.Length)]);
            Assert.True(IsSound(Payloads.Decode(bytes)), Convert.ToHexString(bytes));
        }
    }

    [Fact]
    public void What_is_accepted_reads_back_from_its_canonical_json()
    {
        var random = new Random(7);
        var buffer = new ArrayBufferWriter<byte>();
        var accepted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            foreach (var result in Payloads.Decode(Mutate(random, Seeds[random.Next(Seeds.Length)])))
            {
                if (result.Event is null) continue;
                accepted++;
                buffer.ResetWrittenCount();
                EventJson.Write(buffer, result.Event);
                Assert.True(EventJson.TryRead(buffer.WrittenMemory, out var back));
                Assert.True(AnyEvent.Same(result.Event, back));
            }
        }

        Assert.InRange(accepted, 500, int.MaxValue);
    }

    [Fact]
    public void Events_of_an_array_are_what_each_is_alone()
    {
        var values = Gen.Choose(-50, 250).Select(v => FormattableString.Invariant($"{{\"device_id\":\"temp-001\",\"sensor_type\":\"temperature\",\"value\":{v},\"timestamp\":{Payloads.Arrived - v}}}"));
        Prop.ForAll(values.NonEmptyListOf().ToArbitrary(), objects =>
        {
            var together = Payloads.Decode($"[{string.Join(",", objects)}]");
            var alone = objects.Select(o => Payloads.Decode(o).Single()).ToList();
            return together.Count == alone.Count && together.Zip(alone).All(pair => IsSame(pair.First, pair.Second));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_bytes_give_the_same_ids_and_other_bytes_give_others()
    {
        var payloads = Gen.Two(Gen.Choose(0, 20)).Select(v => (First: Timed(v.Item1), Second: Timed(v.Item2)));
        Prop.ForAll(payloads.ToArbitrary(), p => p.First == p.Second == (Payloads.Accept(p.First).Id == Payloads.Accept(p.Second).Id)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("{\"value\":1},")]
    [InlineData("{},")]
    [InlineData("[[[[[[[[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"value\":1,\"a\":[")]
    [InlineData("\"\\u0041\\u0041\\u0041\\u0041\",")]
    [InlineData("1,")]
    public void Memory_stays_in_proportion_to_the_payload(string pattern)
    {
        var text = new StringBuilder("[");
        while (text.Length < PayloadLimits.Bytes - pattern.Length) text.Append(pattern);
        var payload = Encoding.UTF8.GetBytes(text.ToString().TrimEnd(',') + "]");
        var results = Payloads.Decode(payload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PayloadDecoder.Decode(payload, Payloads.Context, results);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, payload.Length * 64L);
    }

    [Fact]
    public void A_reading_costs_less_memory_than_one_kibibyte()
    {
        var results = Payloads.Decode(Seeds[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) PayloadDecoder.Decode(Seeds[0], Payloads.Context, results);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 1_024);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
        => Parallel.For(0, 2_000, i =>
        {
            var device = FormattableString.Invariant($"device-{i % 97}");
            var e = Payloads.Accept(FormattableString.Invariant($"{{\"value\":{i},\"name\":\"{device}\",\"timestamp\":{Payloads.Arrived - i}}}"), Payloads.From(device));
            Assert.Equal((device, (double)i, device), (e.Device, e.Measure("value"), e.Attribute("name")));
        });

    private static string Timed(int value) => FormattableString.Invariant($"{{\"value\":{value},\"timestamp\":1795168799123}}");

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = seed.ToList();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.Insert(at, Spice[random.Next(Spice.Length)]); break;
                case 2: bytes[at] = Spice[random.Next(Spice.Length)]; break;
                case 3 when bytes.Count > 2: bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, random.Next(0, bytes.Count - at))); break;
            }

            if (bytes.Count == 0) bytes.Add(0);
        }

        return [.. bytes];
    }

    private static bool IsSound(List<Decoded> results)
        => results.Count > 0 && results.TrueForAll(r => r.Event is null != r.Refusal is null && (r.Event is null || IsSound(r.Event)) && (r.Refusal is null || IsSound(r.Refusal)));

    private static bool IsSound(DeviceEvent e)
        => e.Id.Length is > 0 and <= 128 && e.Device == "temp-001" && e.Type.Length > 0
            && e.Time is >= PayloadLimits.EarliestTime and <= Payloads.Arrived + PayloadLimits.AheadOfArrival
            && (e.Measurements.Count > 0 || e.Status is not null || e.Position is not null)
            && e.Measurements.All(m => m.Name.Length > 0 && double.IsFinite(m.Value))
            && e.Measurements.Select(m => m.Name).Distinct().Count() == e.Measurements.Count
            && e.Attributes.Select(a => a.Key).Distinct().Count() == e.Attributes.Count;

    private static bool IsSound(Refusal refusal) => refusal.Code.Length > 0 && refusal.Reason.Length is > 10 and < 400;

    private static bool IsSame(Decoded left, Decoded right)
        => left.Refusal == right.Refusal
            && (left.Event is null || AnyEvent.Same(left.Event with { Id = "", Origin = default }, right.Event! with { Id = "", Origin = default }));
}
