using Microsoft.Extensions.Hosting;

namespace ServerlessIot.Host.Invocation;

/// <summary>An instance lives as long as the host wants; the signals of the process are the host's business.</summary>
internal sealed class InstanceLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
