using System.Text;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Ingest;

/// <summary>Requests that no client should send. Each is refused or closed, and nothing is stored.</summary>
public class RudeRequestTests
{
    private const string Post = "POST /topics/" + TestBridge.Topic + " HTTP/1.1\r\nHost: x\r\n";

    [Theory]
    [InlineData("POST\r\n\r\n")]
    [InlineData("POST /topics/sensors/a/data\r\n\r\n")]
    [InlineData("POST /topics/sensors/a/data HTTP/9.9\r\n\r\n")]
    [InlineData("POST topics/sensors/a/data HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST http://x/topics/sensors/a/data HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /topics/sensors/\0/data HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /topics/sensors/a%00b/data HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /topics/sensors/%/data HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /topics/sensors/a/data HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("DELETE /topics/sensors/a/data HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n")]
    [InlineData(Post + "Content-Length: -1\r\n\r\n")]
    [InlineData(Post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData(Post + "Content-Length: 99999999999999999999\r\n\r\n")]
    [InlineData(Post + "Content-Length: 2147483648\r\n\r\n")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabX\r\n")]
    [InlineData(Post + "Transfer-Encoding: gzip\r\n\r\n")]
    [InlineData(Post + " folded: yes\r\n\r\n")]
    [InlineData(Post + "Content-Type: \u0001\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(Post + "Content-Type: nonsense\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(Post + "Authorization: Basic\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("\u0010\u0014\0\u0004MQTT\u0004\u0002\0\0\0\u0002d1")]
    public async Task It_is_refused_and_stores_nothing(string text)
    {
        await using var http = await IngestClient.StartAsync();
        using var device = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        await device.SendAsync(Encoding.Latin1.GetBytes(text));
        var line = await device.ReadLineAsync();
        Assert.True(line.Length == 0 || line.Contains(" 4", StringComparison.Ordinal) || line.Contains(" 505 ", StringComparison.Ordinal), $"{text}: {line}");
        Assert.Empty(http.Log.Records);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await http.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task A_body_that_drips_is_cut_off_and_its_share_given_back()
    {
        await using var http = await IngestClient.StartAsync();
        using var device = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        await device.SendAsync(Encoding.ASCII.GetBytes(Post + "Content-Length: 5000\r\n\r\nab"));
        Assert.StartsWith("HTTP/1.1 408", await device.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(http.Log.Records);
    }

    [Fact]
    public async Task A_head_that_drips_is_cut_off()
    {
        await using var http = await IngestClient.StartAsync(o => o with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        using var device = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        await device.SendAsync("POST /topi"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 408", await device.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_of_all_requests_together_are_bounded()
    {
        await using var http = await IngestClient.StartAsync(o => o with { MaxInFlightBytes = 4_000, AnswerTimeout = TimeSpan.FromSeconds(60) });
        using var holder = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        // It has its 100-continue: its body is expected, and its share taken.
        await holder.SendAsync(Encoding.ASCII.GetBytes(Post + "Content-Length: 4000\r\nExpect: 100-continue\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await holder.ReadLineAsync(), StringComparison.Ordinal);
        var other = http.PostAsync("{}", topic: "sensors/other/data");
        await http.Bridge.OtherDeviceSettlesAsync();
        Assert.False(other.IsCompleted);
        await holder.SendAsync(new byte[4_000]);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await other).Status);
        Assert.Equal(2, http.Log.Records.Count);
    }

    [Fact]
    public async Task Slow_bodies_of_one_device_do_not_keep_out_the_others()
    {
        await using var http = await IngestClient.StartAsync(o => o with { MaxInFlightBytes = 80_000, AnswerTimeout = TimeSpan.FromSeconds(60) });
        using var holder = await RawDevice.OpenAsync(http.Bridge.Server.IngestPort!.Value);
        await holder.SendAsync(Encoding.ASCII.GetBytes(Post + "Content-Length: 40000\r\nExpect: 100-continue\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await holder.ReadLineAsync(), StringComparison.Ordinal);
        var refused = await http.PostAsync(new byte[40_000]);
        Assert.Equal((System.Net.HttpStatusCode.TooManyRequests, "Too many at once"), (refused.Status, refused.Problem()));
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await http.PostAsync(new byte[30_000], topic: "sensors/other/data")).Status);
        await holder.SendAsync(new byte[40_000]);
        await http.Log.WaitAsync(2);
        // Its share is given back with the answer.
        await Eventually.True(async () => (await http.PostAsync(new byte[40_000])).Status == System.Net.HttpStatusCode.NoContent);
    }
}
