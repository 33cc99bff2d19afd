namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>Waits for conditions of other processes, which nothing but looking can tell.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks every 50 ms until the condition holds; gives up after 4 minutes.</summary>
    public static Task TrueAsync(Func<bool> condition, Func<string> otherwise) => TrueAsync(() => Task.FromResult(condition()), otherwise, Interval);

    /// <summary>Asks every 500 ms until the condition holds; gives up after 4 minutes.</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise) => TrueAsync(condition, otherwise, LongInterval);

    private static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        using var deadline = new CancellationTokenSource(Patience);
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
