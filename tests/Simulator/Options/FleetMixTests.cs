using ServerlessIot.Simulator.Options;

namespace ServerlessIot.Simulator.Tests.Options;

public sealed class FleetMixTests
{
    [Theory]
    [InlineData("sensors=6,factory=60%,vehicles=40%", 100, 6, 56, 38)]
    [InlineData("sensors=6,factory=60%,vehicles=40%", 3, 3, 0, 0)]
    [InlineData("vehicles=100%", 7, 0, 0, 7)]
    [InlineData("sensors=6", 100, 6, 0, 0)]
    [InlineData("factory=33.3%,vehicles=33.3%,sensors=33.4%", 10, 3, 4, 3)]
    public void Shares_out_the_devices(string text, int devices, int sensors, int factory, int vehicles)
    {
        Assert.Equal((sensors, factory, vehicles), FleetMix.Parse(text).Share(devices));
    }

    [Theory]
    [InlineData("")]
    [InlineData("drones=5")]
    [InlineData("sensors")]
    [InlineData("sensors=-1")]
    [InlineData("sensors=six")]
    [InlineData("factory=60%")]
    [InlineData("factory=60%,vehicles=50%")]
    public void Refuses_what_is_not_a_mix(string text) => Assert.Throws<FormatException>(() => FleetMix.Parse(text));
}
