namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>Waits for conditions of other processes, which nothing but looking can tell.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks every 50 ms until the condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> otherwise)
    {
        using var timer = new PeriodicTimer(Interval);
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks every 500 ms until the condition holds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        using var timer = new PeriodicTimer(LongInterval);
        using var deadline = new CancellationTokenSource(LongPatience);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until a process is gone (or a zombie that its parent has not buried).</summary>
    public static Task GoneAsync(int pid) => TrueAsync(() => !IsAlive(pid), () => $"Process {pid} is still there.");

    /// <summary>Whether a process runs.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
