using System.Text.Json;

namespace ServerlessIot.Edition.Fleet;

/// <summary>Reads the JSON lines that the simulator prints about once a second.</summary>
public sealed class FleetLines
{
    private volatile FleetFigures? _latest;

    /// <summary>What it last told; null before the first line.</summary>
    public FleetFigures? Latest => _latest;

    /// <summary>Takes one line of its standard output; lines that are no figures are passed over.</summary>
    public void Read(string line)
    {
        if (!line.StartsWith('{')) return;
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("published", out var published) && json.RootElement.TryGetProperty("acknowledged", out var acknowledged))
                _latest = new FleetFigures(published.GetInt64(), acknowledged.GetInt64());
        }
        catch (JsonException)
        {
            // Half a line of a simulator that was killed: the next one replaces it.
        }
    }
}
