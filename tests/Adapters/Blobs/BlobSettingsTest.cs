using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Functions;

namespace ServerlessIot.Adapters.Tests.Blobs;

public sealed class BlobSettingsTest
{
    private static readonly (string, string)[] Both =
    [
        ("Storage:Container", "nobody"), ("Storage:Regions:eu:AccountUri", "https://eu.example.net/"), ("Storage:Regions:eu:Container", "iot-eu"),
        ("Storage:Regions:us:AccountUri", "https://us.example.net/"), ("Storage:Regions:us:Container", "iot-us"),
    ];

    [Theory]
    [InlineData("eu")]
    [InlineData("us")]
    public void Account_and_container_are_those_of_the_region(string here)
    {
        var settings = Read([.. Both, ("Regions:Here", here)]);
        Assert.Equal((new Uri($"https://{here}.example.net/"), $"iot-{here}"), (settings.AccountUri, settings.Container));
    }

    [Fact]
    public void Without_settings_for_the_region_nothing_starts()
    {
        Assert.Contains("eu, us", Assert.Throws<InvalidOperationException>(() => Read([.. Both, ("Regions:Here", "asia")])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Read(Both));
        Assert.Contains("Regions__Here", Assert.Throws<FormatException>(() => Read([("Regions:Tenants", "acme=eu")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_regions_there_is_one_account() => Assert.Equal("one", Read([("Storage:Container", "one")]).Container);

    private static BlobSettings Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)).Build();
        using var services = new ServiceCollection().AddLogAndBlobs(configuration).BuildServiceProvider();
        return services.GetRequiredService<BlobSettings>();
    }
}
