using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Restore;

/// <summary>Journals and archive are lost and come back from a backup that was taken while everything ran.</summary>
public sealed class RestoreTest
{
    /// <summary>The log still has what the backup lacks: it is decided again, and nothing is lost or counts twice.</summary>
    [Fact]
    public async Task A_container_that_was_lost_comes_back_from_a_backup_and_the_log()
    {
        await using var stores = await OutsideStores.StartAsync();
        await stores.Container("backup").CreateAsync();
        await using var edition = await EditionProcess.UpAsync(EditionProcess.NewFolder(), stores.Environment("iot"), "--for", "90s", "--rate", "300", "--devices", "30", "--drain-timeout", "240s");
        await StoredAsync(stores, "iot", 500);
        await stores.RunAsync("backup.sh", "iot", "backup");
        var backedUp = (await stores.RowsAsync("backup")).Count;
        await StoredAsync(stores, "iot", backedUp + 500);

        var host = edition.Parts["host"].Pid!.Value;
        Signal.Stop(host);
        foreach (var blob in stores.Container("iot").GetBlobs()) await stores.Container("iot").DeleteBlobAsync(blob.Name);
        await stores.RunAsync("restore.sh", "backup", "iot");
        // Started again by the edition.
        Signal.Kill(host);

        Assert.True(await edition.EndAsync(EditionProcess.Patience) == 0, edition.Output);
        var books = edition.Books().Books;
        Assert.True(books.Acknowledged > backedUp + 500, edition.Output);
        Assert.Equal((0, 0, 0), (books.Lost, books.Doubled, books.Reordered));
    }

    /// <summary>Another region: the backup, the documents, and a log that is empty. What the backup holds stays, what comes is stored once.</summary>
    [Fact]
    public async Task A_region_takes_over_with_a_backup_and_an_empty_log()
    {
        await using var stores = await OutsideStores.StartAsync();
        await stores.Container("backup").CreateAsync();
        await stores.Container("second").CreateAsync();
        List<(string Device, string Id)> before;
        await using (var first = await EditionProcess.UpAsync(EditionProcess.NewFolder(), stores.Environment("first"), "--rate", "300", "--devices", "30"))
        {
            await StoredAsync(stores, "first", 1_000);
            await stores.RunAsync("backup.sh", "first", "backup");
            before = Places(await stores.RowsAsync("backup"));
            await StoredAsync(stores, "first", before.Count + 500);
            // The region is gone.
            foreach (var part in first.Parts.Values) if (part.Pid is { } pid) Signal.Kill(pid);
            Signal.Kill(first.Pid);
        }

        await stores.RunAsync("restore.sh", "backup", "second");
        var series = Path.Combine(Directory.CreateTempSubdirectory("serverlessiot-series-").FullName, "pump.csv");
        await File.WriteAllTextAsync(series, Series(400));
        await using (var second = EditionProcess.Start(EditionProcess.NewFolder(), stores.Environment("second"), "--csv", series, "--type", "temperature"))
        {
            Assert.True(await second.EndAsync() == 0, second.Output);
            Assert.Contains("archive: 400 rows of 400, every time and value the same", second.Output, StringComparison.Ordinal);
        }

        var after = Places(await stores.RowsAsync("second"));
        Assert.Equal(before.Count + 400, after.Count);
        Assert.Equal(after.Count, after.Distinct().Count());
        Assert.Empty(before.Except(after));
        Directory.Delete(Path.GetDirectoryName(series)!, recursive: true);
    }

    private static Task StoredAsync(OutsideStores stores, string container, int rows) =>
        Until.TrueAsync(async () => (await stores.RowsAsync(container)).Count >= rows, () => $"{container} never held {rows} rows.");

    private static List<(string Device, string Id)> Places(List<DeviceEvent> rows) => rows.ConvertAll(row => (row.Device, row.Id));

    private static string Series(int rows)
    {
        var text = new StringBuilder("timestamp,value\n");
        for (var i = 0; i < rows; i++) text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddYears(44).AddMinutes(5 * i):yyyy-MM-dd HH:mm:ss},{20 + Math.Sin(i / 10.0):R}");
        return text.ToString();
    }
}
