using System.Globalization;
using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Archive.Columns;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

/// <summary>The writer's memory has a bound, whatever the rows. Alone in the process, since all of its memory is measured.</summary>
[Collection(Alone)]
public sealed class ParquetMemoryTest
{
    private const string Alone = "Parquet memory";
    private const long Most = 64 << 20;

    [Fact]
    public Task Of_rows_that_are_alike() => CheckAsync(250_000, Enumerable.Range(0, 10).Select(i => $"m{i}"), i => Rows.One with
    {
        Id = i.ToString(CultureInfo.InvariantCulture),
        Measurements = [.. Enumerable.Range(0, 10).Select(at => new Measurement($"m{at}", i * Math.Sqrt(at)))],
    });

    [Fact]
    public Task Of_rows_of_which_each_has_another_name() => CheckAsync(120_000, Enumerable.Range(0, 900).Select(i => $"m{i}"), i => Rows.One with { Measurements = [new($"m{i % 900}", i)] });

    [Fact]
    public Task Of_long_texts_in_one_column_after_the_other() => CheckAsync(20_000, Enumerable.Range(0, 20).Select(i => $"a{i}"), i => Rows.One with
    {
        Attributes = [new($"a{i / 1000}", i.ToString(CultureInfo.InvariantCulture) + new string('x', 16_000))],
    });

    private static async Task CheckAsync(int rows, IEnumerable<string> known, Func<int, DeviceEvent> row)
    {
        var names = new ParquetNames();
        names.Learn(Rows.One with { Measurements = [.. known.Select(name => new Measurement(name, 0))], Attributes = [.. known.Select(name => new KeyValuePair<string, string>(name, ""))] });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var meter = new Meter();
        var writer = new ParquetWriter(meter, names);
        for (var i = 0; i < rows; i++) await writer.AddAsync(row(i), default);
        await writer.CompleteAsync(default);
        Assert.InRange(meter.Highest - before, 1, Most);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;

    /// <summary>Looks at the memory while row groups are written, which is when most is taken.</summary>
    private sealed class Meter : MemoryStream
    {
        private int writes;

        public long Highest { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (writes++ % 40 == 0) Highest = Math.Max(Highest, GC.GetTotalMemory(forceFullCollection: true));
            return ValueTask.CompletedTask;
        }
    }
}
