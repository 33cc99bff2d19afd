using Microsoft.Extensions.Configuration;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Kafka;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>Apps carry Event Hubs' security as constants of their triggers; the same assemblies must reach a plain broker.</summary>
public sealed class KafkaSecurityTests
{
    [Fact]
    public void The_setting_goes_before_the_constant_and_needs_no_user() =>
        Assert.Empty(Read("Plaintext"));

    [Theory]
    [InlineData("SaslSsl")]
    [InlineData(null)]
    public void Event_Hubs_gets_user_and_password_over_TLS(string? protocol)
    {
        var settings = Read(protocol, ("Kafka:Username", "$ConnectionString"), ("Kafka:Password", "Endpoint=sb://x/;SharedAccessKey=y"));
        Assert.Equal("sasl_ssl", settings["security.protocol"]);
        Assert.Equal("PLAIN", settings["sasl.mechanism"]);
        Assert.Equal(("$ConnectionString", "Endpoint=sb://x/;SharedAccessKey=y"), (settings["sasl.username"], settings["sasl.password"]));
    }

    [Fact]
    public void A_missing_user_is_named() =>
        Assert.Contains("Kafka__Username", Assert.Throws<HostStartException>(() => Read("SaslSsl")).Message, StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, string> Read(string? protocol, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(each => KeyValuePair.Create(each.Name, (string?)each.Value))).Build();
        return KafkaSecurity.Read(new TriggerAttribute(new AzureTrigger()), new SettingsResolver(configuration, "F"), protocol);
    }

    private enum Protocols
    {
        SaslSsl,
    }

    private enum Modes
    {
        Plain,
    }

    /// <summary>The part of KafkaTriggerAttribute that security is read from, with the values of the apps.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class AzureTrigger : Attribute
    {
        public Protocols Protocol { get; } = Protocols.SaslSsl;

        public Modes AuthenticationMode { get; } = Modes.Plain;

        public string Username { get; } = "%Kafka:Username%";

        public string Password { get; } = "%Kafka:Password%";
    }
}
