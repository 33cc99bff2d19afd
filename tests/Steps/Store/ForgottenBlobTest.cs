using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Store;

/// <summary>A store that dies between an upload and the commit forgets the blob, and the entry names what is not there: it is made again of the log.</summary>
public class ForgottenBlobTest
{
    private readonly Rig<StoreState> rig = new(rig => new StoreStep(rig.Blobs));

    [Fact]
    public async Task A_blob_that_was_forgotten_before_the_commit_is_made_again()
    {
        await rig.RunAsync(rig.Valid.Reading("a", 1, Payload.Start));
        ForgetAfterUpload(1);
        await rig.RunAsync(rig.Valid.Reading("a", 2, Payload.Start + 1), rig.Valid.Tick(Payload.Start + 2), rig.Valid.Reading("b", 3, Payload.Start + 3));
        await rig.RunAsync(rig.Valid.Reading("a", 4, Payload.Start + 4));
        Assert.Equal([1, 2, 3, 4], await ValuesAsync());
        Assert.Equal(4, (await rig.StateAsync()).State.Rows);
    }

    [Fact]
    public async Task It_is_made_again_as_often_as_it_is_forgotten()
    {
        ForgetAfterUpload(5);
        await rig.RunAsync(rig.Valid.Reading("a", 1, Payload.Start), rig.Valid.Reading("a", 2, Payload.Start + 1));
        Assert.Equal([1, 2], await ValuesAsync());
    }

    /// <summary>Whoever crashed before looking leaves it to whoever opens the journal next, although its records do not come again.</summary>
    [Fact]
    public async Task The_next_owner_looks_for_what_the_last_one_did_not()
    {
        await rig.RunAsync(rig.Valid.Reading("a", 1, Payload.Start));
        var name = (await rig.StateAsync()).State.Blobs[0].Name;
        await rig.Blobs.DeleteAsync(name, default);
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("a", 2, Payload.Start + 1));
        Assert.Equal([1, 2], await ValuesAsync());
        Assert.DoesNotContain((await rig.StateAsync()).State.Blobs, blob => blob.Name == name);
    }

    [Fact]
    public async Task A_store_that_fails_while_a_blob_is_made_again_has_it_made_once_more()
    {
        ForgetAfterUpload(1);
        var (asked, upload) = (0, rig.Blobs.OnWrite);
        rig.Blobs.OnWrite = (name, after) =>
        {
            upload(name, after);
            if (after && name.StartsWith("telemetry/", StringComparison.Ordinal) && ++asked == 2) throw new StoreUnavailableException("503");
        };
        var record = rig.Valid.Reading("a", 1, Payload.Start);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.RunAsync(record));
        await rig.RunAsync(rig.Valid.Reading("a", 2, Payload.Start + 1));
        Assert.Equal([1, 2], await ValuesAsync());
    }

    [Fact]
    public async Task Copies_and_records_of_other_entries_do_not_get_into_it()
    {
        var (one, two) = (rig.Valid.Reading("a", 1, Payload.Start), rig.Valid.Reading("a", 2, Payload.Start + 1));
        var copies = new[] { one, two, one }.Select(record => rig.Log.Append(new OutRecord(record.Topic, 0, record.Key, record.Value, record.Headers))).ToList();
        var three = rig.Valid.Reading("a", 3, Payload.Start + 2);
        ForgetAfterUpload(1);
        await rig.RunAsync([one, two, .. copies, three]);
        Assert.Equal([1, 2, 3], await ValuesAsync());
    }

    [Fact]
    public async Task What_the_log_no_longer_holds_either_is_counted_as_lost()
    {
        await rig.RunAsync(rig.Valid.Reading("a", 1, Payload.Start), rig.Valid.Reading("a", 2, Payload.Start + 1), rig.Valid.Reading("a", 3, Payload.Start + 2));
        await rig.Blobs.DeleteAsync((await rig.StateAsync()).State.Blobs[0].Name, default);
        rig.Log.First[("telemetry.valid", 0)] = 2;
        rig.Restart();
        await rig.RunAsync(rig.Valid.Reading("a", 4, Payload.Start + 3));
        Assert.Equal([3, 4], await ValuesAsync());
        var state = await rig.StateAsync();
        Assert.Equal((2L, 2L, 2L, 2L), (state.Marks.Lost, state.Tally.Applied, state.Tally.Events, state.State.Rows));
    }

    /// <summary>The next uploads are forgotten before the entry that names them is written.</summary>
    private void ForgetAfterUpload(int times)
    {
        Action? forget = null;
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (!name.StartsWith("telemetry/", StringComparison.Ordinal)) return;
            if (!after) forget = times-- > 0 ? rig.Blobs.Remember() : null;
            else forget?.Invoke();
        };
    }

    private async Task<List<double>> ValuesAsync()
    {
        var values = new List<double>();
        using var archive = new PartitionArchive(rig.Blobs, new KeyRings(rig.Blobs, TimeProvider.System));
        await foreach (var row in archive.RowsAsync(0, long.MinValue, long.MaxValue, default)) values.Add(row.Measurements[0].Value);
        return values;
    }
}
