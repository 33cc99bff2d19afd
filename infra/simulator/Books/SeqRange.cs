using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

/// <summary>Numbers <paramref name="First"/> to <paramref name="Last"/>, both included; in JSON <c>[first,last]</c>.</summary>
[JsonConverter(typeof(SeqRangeConverter))]
public readonly record struct SeqRange(long First, long Last)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => Last - First + 1;
}
