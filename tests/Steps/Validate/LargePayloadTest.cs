using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>A refused payload that is too large for the log lies in a blob, which the quarantined record's origin names.</summary>
public class LargePayloadTest
{
    private const int Size = 983_041;
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task It_lies_in_a_blob_and_the_record_says_where()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", new string('x', Size))));
        var record = Assert.Single(rig.Log.Of("telemetry.quarantine"));
        Assert.Equal(Size, await LengthAsync(record.Header(LogHeaders.Origin)!));
    }

    [Fact]
    public async Task A_blob_that_the_store_forgot_before_the_commit_is_made_again()
    {
        await rig.RunAsync(rig.Log.Append(Payload.Reading("d", 1, 20, Payload.Start)));
        var back = rig.Blobs.Remember();
        var forgotten = 0;
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (after && name.StartsWith("quarantine/", StringComparison.Ordinal) && forgotten++ == 0) back();
        };
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", new string('x', Size))));
        Assert.Equal(2, forgotten);
        Assert.Equal(Size, await LengthAsync(Assert.Single(rig.Log.Of("telemetry.quarantine")).Header(LogHeaders.Origin)!));
        Assert.Equal((2, 1), ((int)(await rig.StateAsync()).State.Books.Records, (int)(await rig.StateAsync()).State.Books.Quarantined));
    }

    private async Task<int> LengthAsync(string origin) => (await rig.Blobs.DownloadAsync("quarantine/" + origin, default))!.Content.Length;
}
