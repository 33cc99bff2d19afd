using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>What is only late, repeated, refused or under way is no loss.</summary>
public class HealthyTest
{
    [Fact]
    public async Task A_healthy_day_raises_no_alarm_and_its_books_are_those_of_the_fleet()
    {
        var rig = new AuditRig(7, turnMs: 1_000);
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            await rig.PassAsync(TimeSpan.FromMinutes(1));
            if (rig.Chance(3)) rig.Redeliver();
            if (rig.Chance(60)) rig.RestartAudit();
        }

        await CheckAsync(rig);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Crashes_takeovers_and_a_store_that_loses_its_tail_raise_no_alarm(int seed)
    {
        var (rig, random) = (new AuditRig(seed), new Random(-seed));
        rig.Pipeline.Blobs.OnWrite = (name, _) => Die(name.StartsWith("audit/", StringComparison.Ordinal) ? 0 : 50);
        rig.Pipeline.Documents.OnWrite = (_, _) => Die(50);
        rig.Pipeline.Log.OnWrite = record => Die(record.Topic == "telemetry.raw" ? 0 : 50);
        var restore = rig.Pipeline.Blobs.Remember();
        for (var i = 0; i < 240; i++)
        {
            await rig.PassAsync(TimeSpan.FromSeconds(5));
            if (random.Next(4) == 0) rig.Redeliver();
            if (random.Next(6) == 0) restore = rig.Pipeline.Blobs.Remember();
            else if (random.Next(12) == 0) restore();
            if (random.Next(20) == 0) rig.RestartAudit();
        }

        rig.Pipeline.Blobs.OnWrite = (_, _) => { };
        rig.Pipeline.Documents.OnWrite = (_, _) => { };
        rig.Pipeline.Log.OnWrite = _ => { };
        await CheckAsync(rig);

        void Die(int one)
        {
            if (one > 0 && random.Next(one) == 0) throw new Crash("here");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    public async Task Books_that_cannot_be_read_are_made_anew(string stored)
    {
        var rig = new AuditRig(2);
        Assert.True(await rig.Pipeline.Blobs.TryReplaceAsync("audit/books.json", System.Text.Encoding.UTF8.GetBytes(stored), null, default));
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        await CheckAsync(rig);
    }

    private static async Task CheckAsync(AuditRig rig)
    {
        await rig.PassAsync(TimeSpan.FromMinutes(2), publish: false);
        await rig.Pipeline.DrainAsync();
        var books = await rig.LookAsync();
        Assert.Empty(rig.Alarms.Select(alarm => alarm.Message));
        Assert.Empty(books.Partitions.SelectMany(partition => partition.Incidents));
        var validate = books.Partitions.Select(partition => partition.Steps["validate"].Books!).ToList();
        var (payloads, valid, broken, repeated) = rig.Published;
        Assert.Equal((payloads, valid, broken, repeated),
            ((int)validate.Sum(b => b.Records), (int)validate.Sum(b => b.Valid), (int)validate.Sum(b => b.Quarantined), (int)validate.Sum(b => b.Duplicates)));
        foreach (var partition in books.Partitions)
        {
            foreach (var reader in new[] { "alert", "aggregate", "store", "track" })
            {
                var (ledger, told) = (partition.Steps[reader], partition.Steps["validate"].Books!);
                Assert.Equal((told.Number, told.Valid, told.Ticks), (ledger.Marks.Number, ledger.Tally!.Events, ledger.Tally.Ticks));
            }

            Assert.Equal(partition.Steps["validate"].Books!.Valid, partition.Steps["store"].Counted);
            Assert.Equal(partition.Steps["validate"].Books!.Valid, partition.Steps["aggregate"].Counted);
        }
    }
}
