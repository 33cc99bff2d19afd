using System.Text.Json;
using FsCheck.Fluent;
using ServerlessIot.Benchmarks.Archive;
using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Archive.Columns;
using ServerlessIot.Domain.Tests.Decoding;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

/// <summary>An independent reader gets back the rows that were written.</summary>
public sealed class ParquetWriterTest
{
    [Fact]
    public async Task The_rows_of_a_fleet_come_back_over_several_row_groups()
    {
        var rows = FleetRows.Make(vehicles: 5, rows: 700, every: 1, seed: 1).SelectMany(vehicle => vehicle).ToArray();
        var facts = await ParquetFiles.RoundTripAsync(rows, rowsPerGroup: 1000);
        Assert.Equal([1000, 1000, 1000, 500], facts.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task Rows_of_every_payload_shape_come_back_from_one_file()
    {
        var rows = new List<DeviceEvent>();
        for (var i = 0; i < 300; i++)
        {
            rows.Add(Payloads.Accept(FormattableString.Invariant($$$"""{"device_id":"temp-001","sensor_type":"temperature","value":{{{20 + (i * 0.37)}}},"timestamp":{{{1_795_168_000_000 + i}}},"metadata":{"production_line":"L{{{i % 3}}}","seq":{{{i}}},"ok":true}}""")));
            rows.Add(Payloads.Accept(FormattableString.Invariant($$$"""{"event_id":"e-{{{i}}}","sensor_id":"temp-001","sensor_type":"humidity","value":{{{i / 7.0}}},"unit":"°C","timestamp":"2026-11-20T09:00:00.250+01:00","location":"hall 3","metadata":{"firmware_version":"1.0","battery_level":87.5}}""")));
            rows.Add(Payloads.Accept(FormattableString.Invariant($$$"""{"vin":"LSV1","timestamp":{{{1_795_168_000_000 + i}}},"status":"driving","latitude":{{{31 + (i * 1e-5)}}},"longitude":121.47,"altitude":12.5,"speed":{{{i}}},"active_alerts":["crash_detected"],"metadata":{"firmware":"1.2.3"}}"""), Payloads.From("LSV1")));
        }

        await ParquetFiles.RoundTripAsync(rows, rowsPerGroup: 400);
    }

    [Theory]
    [InlineData(ParquetWriter.MostRows)]
    [InlineData(1)]
    public async Task Odd_values_come_back_bit_by_bit(int rowsPerGroup)
    {
        double[] odd = [0.0, -0.0, 1e300, -1e300, double.Epsilon, -double.Epsilon, 2.2250738585072009e-308, double.MaxValue, double.MinValue, 0.1, 1.0 / 3, 9007199254740993];
        string[] texts = ["", "\0", "a\0b", "😀", "\u2028\uFFFD", "\uFEFFmark", "\"\\\n", "温度", new('x', 70_000)];
        var numbers = odd.Select((value, i) => Rows.One with { Id = $"n{i}", Measurements = [new("x", value)], Position = new Position(value, value, value) });
        var words = texts.Select((text, i) => Rows.One with { Id = "t" + text, Device = i + text, Type = text + i, Status = text, Attributes = [new("unit", text), new("a" + text, "b")] });
        DeviceEvent[] bare =
        [
            Rows.One with { Position = null, Status = null, Measurements = [], Attributes = [], Origin = default, Schema = 7 },
            Rows.One with { Position = new Position(1, 2) },
            Rows.One with { Time = 0, Arrived = long.MaxValue, Origin = new Origin(int.MaxValue, int.MaxValue, long.MaxValue, int.MaxValue) },
            Rows.One with { Time = -1, Arrived = long.MinValue },
        ];
        await ParquetFiles.RoundTripAsync([.. numbers, .. words, .. bare], rowsPerGroup);
    }

    [Fact]
    public async Task Whatever_the_rows_they_come_back()
    {
        var rows = AnyEvent.Arbitrary.Generator.Sample(40, 400).ToArray();
        await ParquetFiles.RoundTripAsync(rows, rowsPerGroup: 60);
    }

    [Fact]
    public async Task A_file_without_rows_is_a_file()
    {
        var facts = await ParquetFiles.RoundTripAsync([]);
        Assert.Empty(facts.GetProperty("groups").EnumerateArray());
        Assert.Equal(13, facts.GetProperty("columns").GetArrayLength());
    }

    [Fact]
    public async Task Columns_that_no_row_of_a_row_group_has_are_null_there()
    {
        var rows = Rows.Make(90, i => i < 40 ? Rows.One : Rows.One with { Measurements = [new("other", i)], Attributes = [new("other", "text")], Status = null, Position = null });
        var facts = await ParquetFiles.RoundTripAsync(rows, rowsPerGroup: 40);
        Assert.Equal(["40", "0", "0"], Chunks(facts, "other").Select(chunk => chunk.GetProperty("nulls").GetString()));
        Assert.Equal(["0", "40", "10"], Chunks(facts, "status").Select(chunk => chunk.GetProperty("nulls").GetString()));
    }

    [Fact]
    public async Task Names_that_collide_get_a_prefix_and_a_name_that_comes_twice_keeps_all_its_values()
    {
        string[] names = ["", "time", "ID", "Latitude", "more", "attribute.unit", "measure.time", "measure.", "x.y", "x", "X"];
        var row = Rows.One with
        {
            Measurements = [.. names.Select((name, i) => new Measurement(name, i)), new("x", 0.5), new("x", -0.0), new("time", 7)],
            Attributes = [.. names.Select(name => new KeyValuePair<string, string>(name, "a" + name)), new("x", "second \" \0"), new("x", "third")],
        };
        var facts = await ParquetFiles.RoundTripAsync([row, Rows.One, row]);
        string[] measures = ["measure.", "measure.time", "measure.ID", "measure.Latitude", "measure.more", "measure.attribute.unit", "measure.measure.time", "measure.measure.", "x.y", "x", "X"];
        var columns = facts.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()).ToArray();
        Assert.Equal(measures, columns.Skip(6).Take(names.Length));
        Assert.Equal(columns.Length, columns.Distinct().Count());
    }

    [Fact]
    public async Task Names_that_were_not_learned_or_are_too_many_lose_nothing()
    {
        var rows = Rows.Make(3, i => Rows.One with { Measurements = [.. Enumerable.Range(0, 500).Select(at => new Measurement($"m{i}.{at}", at / 3.0))], Attributes = [new($"a{i}", "text")] });
        var facts = await ParquetFiles.RoundTripAsync(rows, learned: rows[..2].Append(Rows.One));
        Assert.Equal(13 + ParquetNames.MostNames, facts.GetProperty("columns").GetArrayLength());
        facts = await ParquetFiles.RoundTripAsync(rows, learned: []);
        Assert.Equal(13, facts.GetProperty("columns").GetArrayLength());
    }

    private static IEnumerable<JsonElement> Chunks(JsonElement facts, string column)
    {
        var place = facts.GetProperty("columns").EnumerateArray().TakeWhile(item => item.GetProperty("name").GetString() != column).Count();
        return facts.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("columns")[place]);
    }
}
