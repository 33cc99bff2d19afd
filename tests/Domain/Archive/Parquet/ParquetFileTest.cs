using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Archive.Columns;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

/// <summary>What a file says of itself, and what the writer refuses.</summary>
public sealed class ParquetFileTest
{
    [Fact]
    public async Task Columns_have_the_types_that_readers_know()
    {
        var facts = await ParquetReader.FactsAsync(await ParquetFiles.WriteAsync([Rows.One]));
        const string Text = "BYTE_ARRAY UTF8 STRING", Time = "INT64 TIMESTAMP_MILLIS TIMESTAMP MILLIS true REQUIRED";
        string[] expected =
        [
            $"id {Text} REQUIRED", $"tenant {Text} REQUIRED", $"device {Text} REQUIRED", $"type {Text} REQUIRED", $"time {Time}", $"arrived {Time}", "temperature DOUBLE OPTIONAL",
            "latitude DOUBLE OPTIONAL", "longitude DOUBLE OPTIONAL", "altitude DOUBLE OPTIONAL", $"status {Text} OPTIONAL", $"attribute.unit {Text} OPTIONAL", $"origin {Text} REQUIRED",
            "schema INT32 REQUIRED", $"more {Text} OPTIONAL",
        ];
        Assert.Equal(expected, facts.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name")} {column.GetProperty("type")}"));
        Assert.Equal(("ServerlessIot", "serverlessiot.format", "events-1"), (facts.GetProperty("by").GetString(), facts.GetProperty("facts")[0].GetProperty("key").GetString(), facts.GetProperty("facts")[0].GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Row_groups_tell_their_times_and_what_repeats_is_in_a_dictionary()
    {
        var facts = await ParquetReader.FactsAsync(await ParquetFiles.WriteAsync(Rows.Make(1500, i => Rows.One with { Id = $"id {i}", Time = 5000 - i, Arrived = -i, Measurements = [new("sawtooth", i % 10), new("ramp", i)] }), rowsPerGroup: 1000));
        var groups = facts.GetProperty("groups").EnumerateArray().ToArray();
        Assert.Equal(("4001", "5000", "-999", "0"), (Of(groups[0], 4, "least"), Of(groups[0], 4, "most"), Of(groups[0], 5, "least"), Of(groups[0], 5, "most")));
        Assert.Equal(("3501", "4000", "-1499", "-1000"), (Of(groups[1], 4, "least"), Of(groups[1], 4, "most"), Of(groups[1], 5, "least"), Of(groups[1], 5, "most")));
        Assert.Equal(("PLAIN RLE", "PLAIN RLE RLE_DICTIONARY", "PLAIN RLE RLE_DICTIONARY", "PLAIN RLE"), (Of(groups[0], 0, "encodings"), Of(groups[0], 1, "encodings"), Of(groups[0], 6, "encodings"), Of(groups[0], 7, "encodings")));
        Assert.All(groups, group => Assert.All(group.GetProperty("columns").EnumerateArray(), column => Assert.Equal("GZIP", column.GetProperty("codec").GetString())));
    }

    [Fact]
    public async Task A_row_group_ends_before_it_takes_more_than_64_MiB()
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, 400).Select(i => $"m{i}").ToArray();
        IEnumerable<DeviceEvent> Wide()
        {
            for (var i = 0; i < 15_000; i++) yield return Rows.One with { Measurements = [.. names.Select(name => new Measurement(name, random.NextDouble()))] };
        }

        var facts = await ParquetReader.FactsAsync(await ParquetFiles.WriteAsync(Wide(), learned: [Rows.One with { Measurements = [.. names.Select(name => new Measurement(name, 0))] }]));
        Assert.Equal(15_000, facts.GetProperty("rows").GetInt32());
        var groups = facts.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("bytes").GetInt64()).ToArray();
        Assert.InRange(groups.Length, 2, 6);
        Assert.All(groups, bytes => Assert.InRange(bytes, 1, 64 << 20));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused()
    {
        var file = await ParquetFiles.WriteAsync(Rows.Car("VIN1", 50, seed: 1), rowsPerGroup: 20);
        Assert.Equal("PAR1PAR1"u8, [.. file[..4], .. file[^4..]]);
        await Assert.ThrowsAsync<InvalidDataException>(() => ParquetReader.FactsAsync(file[..^1]));
        await Assert.ThrowsAsync<InvalidDataException>(() => ParquetReader.FactsAsync(file[..(file.Length / 2)]));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_and_not_replaced()
    {
        await Assert.ThrowsAsync<EncoderFallbackException>(() => ParquetFiles.WriteAsync([Rows.One with { Status = "\uD800" }]));
        await Assert.ThrowsAsync<EncoderFallbackException>(() => ParquetFiles.WriteAsync([Rows.One with { Measurements = [new("\uD800", 1)] }]));
    }

    [Fact]
    public async Task Nothing_is_added_to_a_complete_file()
    {
        var writer = new ParquetWriter(Stream.Null, new ParquetNames());
        await writer.CompleteAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.AddAsync(Rows.One, default).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(default));
    }

    [Fact]
    public async Task A_file_that_could_not_be_written_to_is_not_continued()
    {
        var writer = new ParquetWriter(new MemoryStream([], writable: false), new ParquetNames(), rowsPerGroup: 2);
        await writer.AddAsync(Rows.One, default);
        await Assert.ThrowsAsync<NotSupportedException>(() => writer.AddAsync(Rows.One, default).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ParquetWriter.MostRows + 1)]
    public void Row_groups_have_a_bound(int rows) => Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetWriter(Stream.Null, new ParquetNames(), rows));

    private static string? Of(JsonElement group, int column, string what) => group.GetProperty("columns")[column].GetProperty(what).GetString();
}
