using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Edition.Books;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.EndToEnd.Tests.Books;

public sealed class BookKeeperTest
{
    private static readonly TopicNames Topics = new();

    [Fact]
    public async Task Books_balance_when_everything_acknowledged_is_stored_once_and_windowed_once()
    {
        var books = await CloseAsync(acknowledged: 3, rows: [Row(1), Row(2), Row(3)], windowed: 3);

        Assert.True(books.Balanced, string.Join('\n', books.Examples));
        Assert.Equal(3, books.Stored);
        Assert.Equal(3, books.Aggregated);
        Assert.Equal(3, books.Valid);
        Assert.Equal(0, books.Duplicates);
    }

    [Fact]
    public async Task An_acknowledged_message_that_is_not_stored_is_lost_and_named()
    {
        var books = await CloseAsync(acknowledged: 3, rows: [Row(1), Row(3)], windowed: 2);

        Assert.Equal(1, books.Lost);
        Assert.False(books.Balanced);
        Assert.Contains("lost: device d, seq 2", books.Examples);
    }

    [Fact]
    public async Task A_message_that_is_stored_twice_is_doubled_and_named()
    {
        var books = await CloseAsync(acknowledged: 2, rows: [Row(1), Row(2), Row(2)], windowed: 2);

        Assert.Equal(1, books.Doubled);
        Assert.Contains("doubled: device d, seq 2, from 0-0-2-0", books.Examples);
    }

    [Fact]
    public async Task A_stored_event_that_is_in_no_window_is_lost()
    {
        var books = await CloseAsync(acknowledged: 2, rows: [Row(1), Row(2)], windowed: 1);

        Assert.Equal(1, books.Lost);
        Assert.Equal(0, books.Doubled);
    }

    [Fact]
    public async Task An_event_that_is_windowed_twice_is_doubled()
    {
        var books = await CloseAsync(acknowledged: 2, rows: [Row(1), Row(2)], windowed: 3);

        Assert.Equal(0, books.Lost);
        Assert.Equal(1, books.Doubled);
    }

    [Fact]
    public async Task An_acknowledged_reading_in_quarantine_is_not_lost()
    {
        var quarantined = Record(Topics.Quarantine, RecordTypes.Quarantined, 2, """{"value":9999,"metadata":{"seq":2}}""");

        var books = await CloseAsync(acknowledged: 2, rows: [Row(1)], windowed: 1, quarantined);

        Assert.Equal(0, books.Lost);
        Assert.Equal(1, books.Quarantined);
    }

    [Fact]
    public async Task A_payload_that_was_passed_on_nowhere_is_a_duplicate()
    {
        var books = await CloseAsync(acknowledged: 2, rows: [Row(1), Row(2)], windowed: 2, Record(Topics.Raw, RecordTypes.Telemetry, 7, "{}"), Record(Topics.Raw, RecordTypes.Tick, 8, "1"), Record(Topics.Raw, RecordTypes.Mark, 9, "1 10"));

        Assert.Equal(3, books.Raw);
        Assert.Equal(1, books.Duplicates);
        Assert.True(books.Balanced);
    }

    [Fact]
    public async Task An_event_behind_a_later_one_of_its_device_is_reordered_and_named()
    {
        var books = await CloseAsync(acknowledged: 3, rows: [Row(1), Row(2), Row(3)], windowed: 3, Valid(4, number: 1, sequence: 2), Valid(5, number: 2, sequence: 1), Valid(6, number: 3, sequence: 3));

        Assert.Equal(1, books.Reordered);
        Assert.False(books.Balanced);
        Assert.Contains("reordered: device d, seq 1 after 2, from 0-0-5-0", books.Examples);
    }

    /// <summary>A step that was killed sends copies; one that was refused leaves a hole behind which everything comes again.</summary>
    [Fact]
    public async Task Copies_and_records_beyond_a_hole_are_in_order()
    {
        var books = await CloseAsync(acknowledged: 3, rows: [Row(1), Row(2), Row(3)], windowed: 3,
            Valid(4, number: 1, sequence: 1), Valid(6, number: 3, sequence: 3), Valid(5, number: 2, sequence: 2), Valid(4, number: 1, sequence: 1), Valid(6, number: 3, sequence: 3));

        Assert.Equal(0, books.Reordered);
    }

    [Fact]
    public async Task Books_without_a_single_message_do_not_balance()
    {
        Assert.False((await CloseAsync(acknowledged: 0, rows: [], windowed: 0)).Balanced);
    }

    private static Task<BooksResult> CloseAsync(int acknowledged, DeviceEvent[] rows, int windowed, params LogRecord[] extra)
    {
        List<LogRecord> log = [.. extra];
        foreach (var row in rows.DistinctBy(row => row.Origin))
        {
            log.Add(Record(Topics.Raw, RecordTypes.Telemetry, row.Origin.Offset, "{}"));
            log.Add(Record(Topics.Valid, RecordTypes.Event, row.Origin.Offset, "{}"));
        }

        var line = new LedgerLine
        {
            Device = "d",
            Tenant = "demo",
            Shape = "sensor",
            Published = acknowledged,
            Acknowledged = acknowledged > 0 ? [new SeqRange(1, acknowledged)] : [],
            Invalid = 0,
            Duplicates = 0,
        };
        var window = new WindowRecord
        { Tenant = "demo", Device = "d", Start = 0, End = 60_000, Events = windowed, Late = 0, Measures = new Dictionary<string, MeasureSummary>(), Revision = 1, Origin = "0-0-1-0" };
        return new BookKeeper(
            new BookSources
            {
                Ledger = Ledger.Of([line]),
                Rows = rows.ToAsyncEnumerable(),
                Windows = new[] { window }.ToAsyncEnumerable(),
                Topic = topic => log.Where(record => record.Topic == topic).ToAsyncEnumerable(),
            },
            Topics).CloseAsync(CancellationToken.None);
    }

    private static DeviceEvent Row(long sequence) => new()
    {
        Id = $"id-{sequence}",
        Tenant = "demo",
        Device = "d",
        Type = "temperature",
        Time = sequence,
        Arrived = sequence,
        Measurements = [new Measurement("temperature", 20)],
        Attributes = [KeyValuePair.Create("seq", $"{sequence}")],
        Origin = new Origin(0, 0, sequence, 0),
    };

    private static LogRecord Valid(long offset, long number, long sequence)
    {
        var value = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(value, Row(sequence) with { Origin = new Origin(0, 0, offset, 0) });
        var record = Record(Topics.Valid, RecordTypes.Event, offset, "");
        return record with { Value = value.WrittenMemory, Headers = [.. record.Headers, new LogHeader(LogHeaders.Number, $"{number}")] };
    }

    private static LogRecord Record(string topic, string type, long offset, string value) => new(
        topic, 0, offset, 0, "t/d"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(value),
        [new LogHeader(LogHeaders.Type, type), new LogHeader(LogHeaders.Id, new Origin(0, 0, offset, 0).ToString()), new LogHeader(LogHeaders.Origin, new Origin(0, 0, offset, 0).ToString())]);
}
