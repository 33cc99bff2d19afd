using System.Globalization;

namespace ServerlessIot.Ops.CommandLine;

/// <summary>Says now and then how far long work is.</summary>
internal sealed class ProgressLine(TextWriter to) : IProgress<long>
{
    private const long Every = 100_000;
    private long said;

    public void Report(long value)
    {
        if (value - said < Every) return;
        said = value;
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value:N0} events …"));
    }
}
