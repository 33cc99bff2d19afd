using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Domain.Tests.Residency;

public sealed class TenantRegionsTest
{
    private static readonly TenantRegions Regions = new() { Here = "eu", Tenants = "acme=eu, globex = us,", Servers = "us=mqtt.us.example.com:8883" };

    [Theory]
    [InlineData("acme", true)]
    [InlineData("globex", false)]
    [InlineData("Globex", true)]
    [InlineData("anybody", true)]
    public void A_bound_tenant_may_be_in_its_region_only(string tenant, bool allowed) => Assert.Equal(allowed, Regions.Allow(tenant));

    [Fact]
    public void The_bridge_of_a_region_is_known_or_not()
    {
        Assert.Equal("mqtt.us.example.com:8883", Regions.ServerOf(Regions.RegionOf("globex")!));
        Assert.Null(Regions.ServerOf("eu"));
        Assert.Null(Regions.RegionOf("anybody"));
    }

    [Theory]
    [InlineData("", "acme=eu", "", "Regions__Here")]
    [InlineData("eu", "acme", "", "'acme'")]
    [InlineData("eu", "=eu", "", "'=eu'")]
    [InlineData("eu", "acme=eu,acme=us", "", "'acme' twice")]
    [InlineData("eu", "acme=us", "us=", "Regions__Servers")]
    [InlineData("e=u", "", "", "Regions__Here")]
    public void What_cannot_be_understood_is_named(string here, string tenants, string servers, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(new TenantRegions { Here = here, Tenants = tenants, Servers = servers }.Check).Message, StringComparison.Ordinal);

    [Fact]
    public void A_copy_reads_its_own_settings()
    {
        Assert.False(Regions.Allow("globex"));
        Assert.True((Regions with { Tenants = "globex=eu" }).Allow("globex"));
    }

    [Fact]
    public void Without_settings_everybody_may_be_anywhere()
    {
        TenantRegions.None.Check();
        Assert.True(TenantRegions.None.Allow("acme"));
    }
}
