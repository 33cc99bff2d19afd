namespace ServerlessIot.Cosmos.Tests;

/// <summary>Waits for what another process will do.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition()) await pace.WaitForNextTickAsync(bound.Token);
    }
}
