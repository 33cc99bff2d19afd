using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>Reads a request's parameters and gathers all that is wrong with them.</summary>
internal sealed class Parameters(HttpRequest request)
{
    private const int DeviceLength = 128;
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>The answer to a request with faults; null when there are none. To be asked after all parameters were read.</summary>
    public Problem? Problem => errors.Count == 0 ? null : Problem.Parameters(errors);

    /// <summary>A device, from the route.</summary>
    public (string Tenant, string Device) Device(string tenant, string device) => (Segment("tenant", tenant, RegistrationRules.TenantLength), Segment("device", device, DeviceLength));

    /// <summary>A tenant, from the route.</summary>
    public string Tenant(string tenant)
    {
        tenant = Segment("tenant", tenant, RegistrationRules.TenantLength);
        return tenant.Contains('/', StringComparison.Ordinal) ? Fault("tenant", "A tenant's name has no slash.", tenant) : tenant;
    }

    /// <summary>Partition of a device's documents.</summary>
    public string Partition(string tenant, string device)
    {
        (tenant, device) = Device(tenant, device);
        return $"{tenant}/{device}";
    }

    /// <summary>A text from the route.</summary>
    public string Segment(string name, string value, int length)
    {
        // Servers leave an escaped slash in a path as it is.
        var text = value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return text.Length > 0 && text.Length <= length ? text : Fault(name, $"{name} has 1 to {length} characters.", text);
    }

    /// <summary>How many items to return.</summary>
    public int Limit(int fallback, int most) => (int)Number("limit", fallback, 1, most);

    /// <summary>A whole number.</summary>
    public long Number(string name, long fallback, long least, long most) => Query(name) is { } text ? Number(name, text, least, most) : fallback;

    /// <summary>A whole number that was read elsewhere.</summary>
    public long Number(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Fault(name, string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from {least} to {most}, not '{Shown(text)}'."), least);

    /// <summary>A number, with a decimal point if need be.</summary>
    public double Decimal(string name, double fallback, double least, double most) =>
        Query(name) is not { } text ? fallback
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : Fault(name, string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}, not '{Shown(text)}'."), fallback);

    /// <summary>Names of measures, separated by commas, each once; null when none are given.</summary>
    public IReadOnlyList<string>? Measures(int most)
    {
        if (Query("measures") is not { } text) return null;
        var names = text.Split(',').Distinct(StringComparer.Ordinal).ToList();
        if (names.Count <= most && names.All(name => name.Length is > 0 and <= PayloadLimits.NameBytes)) return names;
        return Fault<IReadOnlyList<string>?>("measures", $"measures is a list of 1 to {most} names of 1 to {PayloadLimits.NameBytes} characters, separated by commas.", null);
    }

    /// <summary>Whether a parameter is given.</summary>
    public bool Has(string name) => Query(name) is not null;

    /// <summary>A time as RFC 3339 or Unix milliseconds; Unix milliseconds.</summary>
    public long Time(string name, long fallback) =>
        Query(name) is not { } text ? fallback
        : TimeText.TryParse(text, out var time) ? time
        : Fault(name, $"{name} is a time such as 2026-05-01T12:00:00Z, or Unix milliseconds, not '{Shown(text)}'.", fallback);

    /// <summary>The parameters from and to; without them the <paramref name="length"/> milliseconds before <paramref name="now"/>.</summary>
    public (long From, long To) Range(long now, long length)
    {
        var to = Time("to", now);
        var from = Time("from", Math.Max(0, to - length));
        if (from >= to) Fault("from", "from is before to.", 0);
        return (from, to);
    }

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name) => Query(name);

    /// <summary>One of some words; null when it is not given.</summary>
    public string? Word(string name, params string[] words) =>
        Query(name) is not { } text || words.Contains(text) ? Query(name) : Fault<string?>(name, $"{name} is one of {string.Join(", ", words)}, not '{Shown(text)}'.", null);

    /// <summary>The page token of a list of documents; null = from the start.</summary>
    public string? After() =>
        Query("after") is not { } text || DocumentKey.TryParse(text, out _) ? Query("after") : Fault<string?>("after", "after is the value of next of the page before.", null);

    /// <summary>The page token of a device's history; null = from the start.</summary>
    public HistoryKey? AfterEvent() =>
        Query("after") is not { } text ? null : HistoryKey.TryParse(text, out var key) ? key : Fault<HistoryKey?>("after", "after is the value of next of the page before.", null);

    /// <summary>Notes that a parameter is wrong.</summary>
    public T Fault<T>(string name, string reason, T instead)
    {
        errors[name] = [reason];
        return instead;
    }

    private string? Query(string name) => request.Query.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
