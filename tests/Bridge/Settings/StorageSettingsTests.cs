using Microsoft.Extensions.Configuration;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Settings;

public class StorageSettingsTests
{
    private static readonly (string, string) Edge = ("Bridge:EdgeRules", "true");

    [Fact]
    public void Account_and_container_are_those_of_the_functions()
    {
        var storage = Read(Edge, ("Storage:AccountUri", "https://account.blob.core.windows.net/"), ("Storage:Container", "iot-2"))!;
        Assert.Equal(("", "https://account.blob.core.windows.net/", "iot-2"), (storage.ConnectionString, storage.AccountUri!.ToString(), storage.Container));
        storage = Read(Edge, ("Storage:ConnectionString", "UseDevelopmentStorage=true"))!;
        Assert.Equal(("UseDevelopmentStorage=true", null, "iot"), (storage.ConnectionString, storage.AccountUri, storage.Container));
    }

    [Fact]
    public void In_a_region_they_are_that_regions()
    {
        (string, string)[] both = [Edge, ("Storage:AccountUri", "https://any/"), ("Storage:Regions:west:AccountUri", "https://west/"), ("Storage:Regions:west:Container", "west-1"), ("Storage:Regions:east:AccountUri", "https://east/")];
        Assert.Equal(("https://west/", "west-1"), Read([.. both, ("Regions:Here", "west")]) is { } west ? (west.AccountUri!.ToString(), west.Container) : default);
        Assert.Equal("Regions__Here", Assert.Throws<SettingException>(() => Read([.. both, ("Regions:Here", "north")])).Setting);
    }

    [Fact]
    public void Who_needs_no_published_rules_needs_no_account()
    {
        Assert.Null(Read(Edge));
        Assert.Null(Read(("Storage:AccountUri", "nowhere")));
        Assert.Null(Read(Edge, ("Bridge:EdgeRulesFile", "rules.json"), ("Storage:AccountUri", "nowhere")));
    }

    [Theory]
    [InlineData("Storage:AccountUri", "nowhere", "Storage__AccountUri")]
    [InlineData("Storage:AccountUri", "ftp://account/", "Storage__AccountUri")]
    [InlineData("Storage:Container", "ab", "Storage__Container")]
    [InlineData("Storage:Container", "Rules", "Storage__Container")]
    public void What_is_unusable_is_named(string name, string value, string setting) => Assert.Equal(setting, Assert.Throws<SettingException>(() => Read(Edge, (name, value))).Setting);

    [Fact]
    public async Task A_connection_string_that_is_none_is_refused_and_not_shown()
    {
        var storage = new BlobSettings { ConnectionString = "AccountKey=secret" };
        var refusal = await Assert.ThrowsAsync<SettingException>(() => TestBridge.StartAsync(o => o with { EdgeRules = true, Storage = storage }));
        Assert.Equal("Storage__ConnectionString", refusal.Setting);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    private static BlobSettings? Read(params (string Name, string Value)[] settings) =>
        BridgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Append(("Bridge:AllowAnonymous", "true")).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2))).Build()).Storage;
}
