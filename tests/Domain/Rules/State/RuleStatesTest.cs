using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.State;

public sealed class RuleStatesTest
{
    private const string Rate = """{"id":"rate","kind":"rate","measure":"value","above":5,"per":"1m","severity":3}""";

    [Fact]
    public void A_device_that_is_long_gone_is_forgotten_and_begins_anew()
    {
        var rig = new RuleRig(RuleRig.Set(Rate), TimeSpan.FromHours(1));
        rig.Do(new Step(Stories.Value(0)));
        rig.Do(new Step(null, Stories.Start + 3_600_000));
        Assert.Equal(1, rig.Live.Devices);
        rig.Do(new Step(null, Stories.Start + 3_600_001, Restarts: true));
        Assert.Equal(0, rig.Live.Devices);
        Assert.Empty(rig.Do(new Step(Stories.Value(99, 3_700), Restarts: true)));
    }

    [Fact]
    public void A_rule_without_memory_takes_none_before_its_first_breach()
    {
        var rig = new RuleRig(RuleRig.Set("""{"id":"r","kind":"threshold","measure":"value","above":80,"severity":3}"""));
        rig.Do(new Step(Stories.Value(80)));
        Assert.Equal(0, rig.Live.Bytes);
        rig.Do(new Step(Stories.Value(81)));
        Assert.Equal(12, rig.Live.Bytes);
    }

    [Theory]
    [InlineData("""{"id":"r","kind":"threshold","measure":"value","above":80,"severity":3}""", 8)]
    [InlineData("""{"id":"r","kind":"threshold","measure":"value","above":80,"hysteresis":1,"for":"30s","severity":3}""", 24)]
    [InlineData(Rate, 24)]
    [InlineData("""{"id":"r","kind":"spread","measure":"value","above":30,"samples":10,"severity":3}""", 104)]
    [InlineData("""{"id":"r","kind":"absence","after":"10m","severity":3}""", 16)]
    [InlineData("""{"id":"r","kind":"zscore","measure":"value","window":"5m","score":0.8,"severity":3}""", 328)]
    [InlineData("""{"id":"r","kind":"trend","measure":"value","above":80,"window":"30m","warn":"15m","severity":3}""", 328)]
    [InlineData("""{"id":"r","kind":"geofence","when":"enter","circle":{"latitude":0,"longitude":0,"radius":9},"severity":3}""", 16)]
    public void A_rule_remembers_a_fixed_number_of_bytes(string rule, int bytes) => Assert.Equal(bytes, Assert.Single(RuleRig.Set(rule).Rules).StateBytes);
}
