using System.Text.Json;

namespace ServerlessIot.Simulator.Charging;

/// <summary>
/// The charging service of the source documents, as a device that answers commands: it decides, writes the decision down, then tells it. A
/// request that comes again, before or after a death, gets the answer that it got.
/// </summary>
internal sealed class ChargingService
{
    private readonly Lock _lock = new();
    private readonly ChargingJournal _journal;

    /// <param name="points">Its charge points.</param>
    /// <param name="journal">Its decisions so far; the caller disposes of it.</param>
    public ChargingService(IEnumerable<string> points, ChargingJournal journal)
    {
        _journal = journal;
        State = new ChargingState(points);
        foreach (var entry in journal.Entries) State.Apply(entry);
    }

    public ChargingState State { get; }

    /// <summary>Answers a command as the bridge delivers it; null when it is none.</summary>
    /// <exception cref="IOException">The decision could not be written down: nothing was decided.</exception>
    public byte[]? Answer(ReadOnlyMemory<byte> command)
    {
        ChargingRequest request;
        try
        {
            request = ChargingRequest.Read(command);
        }
        catch (JsonException)
        {
            return null; // nobody can be answered
        }

        lock (_lock)
        {
            var response = State.Answered(request.Id) ?? Decide_NeedsLock(request);
            return JsonSerializer.SerializeToUtf8Bytes(response, ChargingJson.Default.ChargingResponse);
        }
    }

    private ChargingResponse Decide_NeedsLock(ChargingRequest request)
    {
        var entry = State.Decide(request);
        _journal.Append(entry);
        State.Apply(entry);
        return entry.Response;
    }
}
