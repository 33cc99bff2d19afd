using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Alert;

/// <summary>How long things are remembered. Part of the state, so that what a journal says is applied as it was decided, whatever the settings are by now.</summary>
/// <param name="RememberFor">See <see cref="AlertOptions.RememberFor"/>, ms.</param>
/// <param name="MostFirings">See <see cref="AlertOptions.MostFirings"/>.</param>
/// <param name="ForgetDevices">See <see cref="AlertOptions.ForgetDevices"/>, ms.</param>
internal sealed record AlertRetention(long RememberFor, int MostFirings, long ForgetDevices)
{
    /// <summary>Of a state that never said anything else.</summary>
    public static AlertRetention Default { get; } = Of(new AlertOptions());

    /// <summary>Of settings.</summary>
    public static AlertRetention Of(AlertOptions options) => new((long)options.RememberFor.TotalMilliseconds, options.MostFirings, (long)options.ForgetDevices.TotalMilliseconds);

    public void Write(ByteWriter to)
    {
        to.Signed(RememberFor);
        to.Unsigned((ulong)MostFirings);
        to.Signed(ForgetDevices);
    }

    public static AlertRetention Read(ref ByteReader from) => new(from.Signed(), from.Count(), from.Signed());
}
