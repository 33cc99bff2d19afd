namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>Tests that share a broker.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}
