using System.Diagnostics;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>Waits for a condition that nothing announces.</summary>
internal static class Eventually
{
    public static async Task True(Func<Task<bool>> condition, int seconds = 30)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(seconds), "the condition did not come true in time");
            await Task.Delay(20);
        }
    }

    public static Task True(Func<bool> condition, int seconds = 30) => True(() => Task.FromResult(condition()), seconds);
}
