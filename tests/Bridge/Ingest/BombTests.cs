using System.Net;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Ingest;

/// <summary>What a body unpacks to is bounded. Alone: it counts what the whole process allocates.</summary>
[Collection(nameof(BombTests))]
[CollectionDefinition(nameof(BombTests), DisableParallelization = true)]
public class BombTests
{
    [Fact]
    public async Task A_bomb_is_cut_off_at_the_bound()
    {
        await using var http = await IngestClient.StartAsync();
        var bomb = IngestClient.Zip(new byte[200 << 20]);
        Assert.True(bomb.Length < TestBridge.Options.MaxPacketSize);
        var before = GC.GetTotalAllocatedBytes();
        var answer = await http.PostAsync(bomb, change: r => r.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Too large"), (answer.Status, answer.Problem()));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32L << 20);
    }
}
