using System.Diagnostics;

namespace ServerlessIot.Host.Tests;

/// <summary>Waits on conditions.</summary>
internal static class Until
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the condition holds; the test fails if it does not within a minute.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Bound, otherwise());
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until the condition holds; the test fails if it does not within a minute.</summary>
    public static Task TrueAsync(Func<bool> condition, Func<string> otherwise) => TrueAsync(() => Task.FromResult(condition()), otherwise);
}
