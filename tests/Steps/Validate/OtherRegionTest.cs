using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>A record that somebody wrote past the bridge, of a tenant that is bound to another region.</summary>
public class OtherRegionTest
{
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions(), new TenantRegions { Here = "eu", Tenants = "demo=us" }));

    [Theory]
    [InlineData(30)]
    [InlineData(990_000)]
    public async Task Its_bytes_are_written_nowhere_and_it_is_counted(int length)
    {
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", new string('x', length))), rig.Log.Append(Payload.Reading("d", 1, 20, Payload.Start)));
        Assert.Empty(rig.Log.Of("telemetry.valid"));
        var refused = rig.Log.Of("telemetry.quarantine");
        Assert.Equal(2, refused.Count);
        Assert.All(refused, record =>
        {
            Assert.Equal("other-region", record.Header(LogHeaders.ReasonCode));
            Assert.True(record.Value.IsEmpty);
            Assert.Null(record.Header(LogHeaders.Blob));
        });
        Assert.DoesNotContain(rig.Blobs.Names, name => name.StartsWith("quarantine/", StringComparison.Ordinal));
        Assert.Equal((2, 2), ((int)(await rig.StateAsync()).State.Books.Records, (int)(await rig.StateAsync()).State.Books.Quarantined));
    }
}
