using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>Journals of the version that counted nothing are read, and what comes after is counted.</summary>
public class OlderVersionTest
{
    private static readonly string[] Steps = ["validate", "alert", "aggregate", "store", "track"];
    private readonly AuditRig rig = new(3);

    [Fact]
    public async Task Entries_without_a_tally_are_no_loss_and_a_later_loss_is_found()
    {
        // Journals that never rolled, so that every entry can be made what the older version wrote.
        await rig.PassAsync(TimeSpan.FromSeconds(1));
        await rig.Pipeline.DrainAsync();
        foreach (var step in Steps)
        {
            for (var partition = 0; partition < Pipeline.Partitions; partition++)
            {
                while (await Forgery.RewriteAsync(rig.Pipeline.Blobs, step, partition, entry => entry.Tally is not null, entry => entry with { Tally = null }))
                {
                }
            }
        }

        await rig.LookAsync();
        var books = await rig.LookAsync();
        Assert.All(books.Partitions, partition => Assert.All(partition.Steps.Values, ledger => Assert.Null(ledger.Tally)));
        Assert.Empty(books.Partitions.SelectMany(partition => partition.Incidents));

        await rig.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(rig.Alarms.Select(alarm => alarm.Message));
        books = await rig.LookAsync();
        Assert.All(books.Partitions, partition => Assert.All(partition.Steps.Values, ledger => Assert.NotNull(ledger.Tally)));

        while (!await Forgery.RewriteAsync(rig.Pipeline.Blobs, "store", 1, entry => entry.Changes.Length > 0, entry => entry with { Changes = Cuts.OneRowLess(entry.Changes) }))
            await rig.PassAsync(TimeSpan.FromSeconds(1));
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["store.rows"], rig.Alarms.Select(alarm => alarm.Measure));
    }
}
