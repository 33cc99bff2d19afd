using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Simulator.Charging;

/// <summary>Sessions and bills: decides, as a function of what was decided before. Neither copies nor their order change what is billed.</summary>
internal sealed class ChargingState(IEnumerable<string> points)
{
    /// <summary>Requests whose answer is remembered. A copy of an older one is decided anew, which changes no session and no bill.</summary>
    private const int MostAnswers = 10_000;

    private readonly SortedSet<string> _points = new(points, StringComparer.Ordinal);
    private readonly Dictionary<string, ChargingSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChargingBill> _bills = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChargingResponse> _answered = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>What was billed, one for each session that was completed.</summary>
    public IReadOnlyCollection<ChargingBill> Bills => _bills.Values;

    /// <summary>What a request was answered with; null when it is new.</summary>
    public ChargingResponse? Answered(string request) => _answered.GetValueOrDefault(request);

    /// <summary>Decides about a new request; nothing changes before <see cref="Apply"/>.</summary>
    public ChargingEntry Decide(ChargingRequest request) => request.Type switch
    {
        "available_cps_request" => new(request.Id, ChargingResponse.Done(new(Points: [.. _points.Where(IsFree)]))),
        "charge_request" => Begin(request),
        "stop_charging_request" => Stop(request),
        "charging_completed" => Complete(request),
        _ => Refuse(request, $"unknown type '{(request.Type.Length <= 64 ? request.Type : request.Type[..64])}'"),
    };

    /// <summary>Takes a decision that is in the journal.</summary>
    public void Apply(ChargingEntry entry)
    {
        if (_answered.TryAdd(entry.Request, entry.Response)) _oldest.Enqueue(entry.Request);
        if (_oldest.Count > MostAnswers) _answered.Remove(_oldest.Dequeue());
        if (entry.Session is { } session) _sessions[session.Id] = session;
        if (entry.Bill is { } bill) _bills.TryAdd(bill.Session, bill);
    }

    private bool IsFree(string point) => !_sessions.Values.Any(session => session.Active && session.Point == point);

    private ChargingEntry Begin(ChargingRequest request)
    {
        if (request.Driver is not { Length: > 0 } driver) return Refuse(request, "driver_id is missing");
        if (request.Point is not { } point || !_points.Contains(point)) return Refuse(request, "cp_id is none of ours");
        // Of the request, so that a copy that is decided anew begins no second one.
        var id = "s-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Id)).AsSpan(0, 8));
        if (_sessions.ContainsKey(id)) return new(request.Id, ChargingResponse.Done(new(id)));
        if (!IsFree(point)) return Refuse(request, $"{point} is taken");
        return new(request.Id, ChargingResponse.Done(new(id)), new ChargingSession(id, driver, point, Active: true));
    }

    private ChargingEntry Stop(ChargingRequest request) => Find(request) is { } session
        ? new(request.Id, ChargingResponse.Done(new(session.Id)), session.Active ? session with { Active = false } : null)
        : Refuse(request, "session_id is unknown");

    private ChargingEntry Complete(ChargingRequest request)
    {
        if (Find(request) is not { } session) return Refuse(request, "session_id is unknown");
        // The first completion counts, whatever a later one says.
        if (_bills.TryGetValue(session.Id, out var billed)) return new(request.Id, ChargingResponse.Done(new(session.Id, Billed: billed.EnergyKwh)));
        if (request.EnergyKwh is not { } energy) return Refuse(request, "energy_kwh is no amount from 0 to 10000");
        return new(request.Id, ChargingResponse.Done(new(session.Id, Billed: energy)), session with { Active = false }, new ChargingBill(session.Id, session.Driver, energy));
    }

    private ChargingSession? Find(ChargingRequest request) => request.Session is { } id ? _sessions.GetValueOrDefault(id) : null;

    private static ChargingEntry Refuse(ChargingRequest request, string message) => new(request.Id, ChargingResponse.Failed(message));
}
