using Microsoft.AspNetCore.Http;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>How many exports an instance writes at once: each holds a row group in memory.</summary>
internal sealed class ExportSlots
{
    /// <summary>Exports at once.</summary>
    internal const int Most = 4;

    private int taken;

    /// <summary>The answer when all are taken.</summary>
    internal static Problem Busy { get; } = new("busy", "Too much is asked for at once.", StatusCodes.Status503ServiceUnavailable, $"{Most} exports are being written now. Try again later.");

    /// <summary>Takes one; false when all are taken.</summary>
    internal bool TryTake()
    {
        if (Interlocked.Increment(ref taken) <= Most) return true;
        Release();
        return false;
    }

    /// <summary>Gives one back.</summary>
    internal void Release() => Interlocked.Decrement(ref taken);
}
