using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Archive.Parquet;
using ServerlessIot.Ops.Api.Export;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class ExportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Parquet_is_the_usual_form_and_holds_the_range_ordered_by_time()
    {
        for (var offset = 0; offset < 9; offset++) fixture.History.Events.Add(Samples.Event("export", 1000 + (offset * 7 % 9), offset));
        var answer = await fixture.CallAsync<GetExport>("?from=1001&to=1008", route: ["t", "export"]);
        Assert.Equal((200, "application/vnd.apache.parquet", "no-store"), (answer.Status, answer.Response.ContentType, answer.Response.Headers.CacheControl.ToString()));
        Assert.Equal("attachment; filename=export.parquet; filename*=UTF-8''export.parquet", answer.Response.Headers.ContentDisposition.ToString());
        var (_, rows) = await ParquetReader.ReadAsync(answer.Bytes);
        Assert.Equal(Enumerable.Range(1001, 7).Select(time => (long)time), rows.Select(row => row.Time));
        Assert.Equal(Stored("export", 1001, 1008).Select(e => (e.Id, e.Origin, e.Measurements[0].Value)), rows.Select(e => (e.Id, e.Origin, e.Measurements[0].Value)));
    }

    [Fact]
    public async Task Lines_are_those_of_the_archive()
    {
        for (var offset = 0; offset < 1000; offset++) fixture.History.Events.Add(Samples.Event("lines", offset, offset));
        var answer = await fixture.CallAsync<GetExport>("?from=0&to=5000&format=jsonl", route: ["t", "lines"]);
        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.Response.ContentType));
        var lines = new ArrayBufferWriter<byte>();
        foreach (var e in Stored("lines", 0, 5000))
        {
            EventJson.Write(lines, e);
            lines.Write("\n"u8);
        }

        Assert.Equal(lines.WrittenSpan, answer.Bytes);
    }

    [Fact]
    public async Task A_device_without_events_gets_a_file_without_rows()
    {
        var (_, rows) = await ParquetReader.ReadAsync((await fixture.CallAsync<GetExport>("?from=0&to=5000", route: ["t", "nothing"])).Bytes);
        Assert.Empty(rows);
        Assert.Empty((await fixture.CallAsync<GetExport>("?from=0&to=5000&format=jsonl", route: ["t", "nothing"])).Bytes);
    }

    [Fact]
    public async Task What_is_stored_between_the_two_passes_is_not_lost()
    {
        fixture.History.Events.Add(Samples.Event("late", 1000, 1));
        var late = Samples.Event("late", 1001, 2) with { Measurements = [new("temperature", 1), new("new", 2)] };
        fixture.History.OnRead = () => fixture.History.OnRead = () => fixture.History.Events.Add(late);
        var (_, rows) = await ParquetReader.ReadAsync((await fixture.CallAsync<GetExport>("?from=0&to=5000", route: ["t", "late"])).Bytes);
        fixture.History.OnRead = () => { };
        Assert.Equal(2, rows.Count);
        Assert.Equal(late.Measurements, rows[1].Measurements);
    }

    [Theory]
    [InlineData("line\r\nbreak \"quoted\"")]
    [InlineData("../../etc")]
    [InlineData("Fühler 温度")]
    public async Task A_devices_name_cannot_break_the_headers(string device)
    {
        var answer = await fixture.CallAsync<GetExport>("?from=0&to=5&format=jsonl", route: ["t", device]);
        var header = answer.Response.Headers.ContentDisposition.ToString();
        Assert.Equal(200, answer.Status);
        Assert.All(header, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(2, header.Count(c => c == '='));
        Assert.StartsWith("attachment; filename=", header, StringComparison.Ordinal);
        Assert.DoesNotContain('/', header);
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=5&to=5", "from")]
    [InlineData("?format=csv", "format")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetExport>(query, route: ["t", "bad"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("jsonl")]
    public async Task A_store_that_does_not_answer_is_503_before_the_file_begins(string format)
    {
        fixture.History.OnRead = () => throw new StoreUnavailableException("10.0.0.1 is down");
        var answer = await fixture.CallAsync<GetExport>($"?from=0&to=5&format={format}", route: ["t", "down"]);
        fixture.History.OnRead = () => { };
        Assert.Equal((503, "application/problem+json"), (answer.Status, answer.Response.ContentType));
    }

    [Fact]
    public async Task A_file_that_breaks_off_does_not_end_like_a_whole_one()
    {
        for (var offset = 0; offset < 3; offset++) fixture.History.Events.Add(Samples.Event("broken", offset, offset));
        fixture.History.OnRow = e =>
        {
            if (e.Device == "broken" && e.Time == 2) throw new StoreUnavailableException("cut");
        };
        var connection = new Connection();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.CallAsync<GetExport>("?from=0&to=5&format=jsonl", change: request =>
        {
            request.HttpContext.Features.Set<IHttpResponseFeature>(new Started());
            request.HttpContext.Features.Set<IHttpRequestLifetimeFeature>(connection);
        }, route: ["t", "broken"]));
        fixture.History.OnRow = _ => { };
        Assert.True(connection.Aborted);
    }

    [Fact]
    public async Task More_exports_at_once_than_there_is_memory_for_are_told_to_come_again()
    {
        fixture.History.Events.Add(Samples.Event("busy", 1, 1));
        fixture.History.Events.Add(Samples.Event("busy", 2, 2));
        var (go, reading) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.History.BeforeRowAsync = async e =>
        {
            if (e is not { Device: "busy", Time: 2 }) return;
            if (Interlocked.Increment(ref reading) == 4) all.SetResult();
            await go.Task;
        };
        var running = Enumerable.Range(0, 4).Select(_ => fixture.CallAsync<GetExport>("?from=0&to=5&format=jsonl", route: ["t", "busy"])).ToArray();
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var refused = await fixture.CallAsync<GetExport>("?from=0&to=5", route: ["t", "busy"]);
        go.SetResult();
        Assert.All(await Task.WhenAll(running), answer => Assert.Equal((200, 2), (answer.Status, Encoding.UTF8.GetString(answer.Bytes).Count(c => c == '\n'))));
        Assert.Equal((503, "5"), (refused.Status, refused.Response.Headers.RetryAfter.ToString()));
        fixture.History.BeforeRowAsync = _ => Task.CompletedTask;
        Assert.Equal(200, (await fixture.CallAsync<GetExport>("?from=0&to=5", route: ["t", "busy"])).Status);
    }

    private IEnumerable<DeviceEvent> Stored(string device, long from, long to) =>
        fixture.History.Events.Where(e => e.Device == device && e.Time >= from && e.Time < to).OrderBy(HistoryKey.Of);

    /// <summary>An answer whose first bytes are on their way.</summary>
    private sealed class Started : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    /// <summary>Notes that it was cut.</summary>
    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool Aborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Aborted = true;
    }
}
