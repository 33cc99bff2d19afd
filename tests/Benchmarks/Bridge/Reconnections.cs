using System.Diagnostics;
using System.Globalization;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>Devices that all come again while others publish.</summary>
internal static class Reconnections
{
    private const int Rate = 2_000;

    public static async Task RunAsync(ServerProcess bridge, int count, TimeSpan within)
    {
        await Load.RunAsync(bridge, 8, 500, 50_000, null);
        var messages = (int)(Rate * within.TotalSeconds);
        var alone = await Load.RunAsync(bridge, 8, 500, messages / 4, Rate);
        var clock = Stopwatch.StartNew();
        var others = Load.RunAsync(bridge, 8, 500, messages, Rate);
        for (var i = 0; i < count; i++)
        {
            while (clock.Elapsed < within * i / count)
                await Task.Delay(1);
            // The same 1,000 devices again and again; each comes while its last connection is still there.
            (await Load.ConnectAsync(bridge.Address, $"again-{i % 1_000}")).Dispose();
        }
        var took = clock.Elapsed.TotalSeconds;
        var beside = await others;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bridge, {count:N0} reconnections in {took:F0} s beside {Rate:N0} messages/s: the others' PUBACK p50 {beside.Median:F1} ms, p99 {beside.P99:F1} ms (without them {alone.Median:F1} and {alone.P99:F1})"));
    }
}
