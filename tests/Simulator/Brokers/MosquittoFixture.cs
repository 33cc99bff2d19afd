namespace ServerlessIot.Simulator.Tests.Brokers;

/// <summary>One mosquitto for all tests that leave it alive.</summary>
public sealed class MosquittoFixture : IAsyncLifetime
{
    private Mosquitto? _mosquitto;

    internal int Port => _mosquitto!.Port;

    public async Task InitializeAsync() => _mosquitto = await Mosquitto.StartAsync();

    public async Task DisposeAsync() => await _mosquitto!.DisposeAsync();
}
