namespace ServerlessIot.Host.Tests.Http;

/// <summary>One host with the sample's HTTP functions for a class of tests.</summary>
public sealed class HttpHost : IAsyncLifetime, IDisposable
{
    private readonly Sample _sample = new();

    internal HostProcess Process { get; private set; } = null!;

    public async Task InitializeAsync() => Process = await HostProcess.StartAsync(
        $"--app \"{HostProcess.SampleApp}\" --port 0 --only Device,Create,Plain,Bytes,Broken", _sample.Setting);

    public async Task DisposeAsync() => await Process.DisposeAsync();

    public void Dispose() => _sample.Dispose();
}
