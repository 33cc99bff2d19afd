using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>A look reads what was appended since the last one, however much the journals hold, and writes to none of them.</summary>
public class CostTest
{
    [Fact]
    public async Task A_look_reads_the_tails_of_the_journals_and_writes_none()
    {
        var rig = new AuditRig(5);
        var counting = new CountingBlobs(rig.Pipeline.Blobs);
        rig.Seen = counting;
        await rig.PassAsync(TimeSpan.FromMinutes(30));
        Assert.True(counting.Taken.Bytes > 100_000);
        await rig.Pipeline.DrainAsync();
        await rig.LookAsync();
        var caught = counting.Taken;
        await rig.LookAsync();
        var (reads, bytes) = counting.Taken;
        // The tail and, since there is nothing new, the head, of five journals a partition; each brings the frame it knows already.
        Assert.True(caught.Bytes > bytes);
        Assert.Equal(5 * 2 * Pipeline.Partitions, reads);
        Assert.True(bytes < 40_000, $"{bytes} bytes were read.");
        rig.RestartAudit();
        await rig.LookAsync();
        Assert.Equal((reads, bytes), counting.Taken);
    }
}
