using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>What a line of the audit files says.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Who">Device as <c>tenant/device</c> where it is known, else the name that was given; null for nobody.</param>
/// <param name="Address">Where they are; null when unknown.</param>
/// <param name="Why">For people. Never a secret.</param>
internal readonly record struct AuditEntry(AuditKind Kind, string? Who, IPAddress? Address, string Why)
{
    /// <summary>Longest <see cref="Who"/> and <see cref="Why"/> of a line, in characters: a stranger chooses the first.</summary>
    public const int Longest = 300;

    /// <summary>Whether strangers can make as many of it as they like.</summary>
    public bool IsOfStrangers => Kind is AuditKind.Refused or AuditKind.Closed;

    /// <summary>Whether what comes again within a minute is put together; else within a second.</summary>
    public bool IsHeld => Kind is AuditKind.Refused or AuditKind.Foreign;

    /// <summary>What is one line with others: of refusals whatever name was given, of attempts whatever topic.</summary>
    public AuditEntry Key => Kind switch
    {
        AuditKind.Refused => this with { Who = null },
        AuditKind.Foreign => this with { Why = "" },
        _ => this,
    };

    /// <summary>Writes the line's object.</summary>
    /// <param name="writer">To it.</param>
    /// <param name="time">When it happened first.</param>
    /// <param name="count">How often it happened.</param>
    /// <param name="others">Whether the name, or the topic, was another one meanwhile.</param>
    public void Write(Utf8JsonWriter writer, DateTimeOffset time, int count, bool others)
    {
        writer.WriteStartObject();
        writer.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("kind", Kind.ToString().ToLowerInvariant());
        if (Who is not null)
            writer.WriteString("who", Who);
        if (Address is not null)
            writer.WriteString("address", Address.ToString());
        writer.WriteString("why", Why);
        if (count > 1)
            writer.WriteNumber("count", count);
        if (others)
            writer.WriteBoolean("others", true);
        writer.WriteEndObject();
    }

    /// <summary>A text of bounded length that UTF-8 can hold.</summary>
    public static string? Bounded(string? text)
    {
        if (text is null || text.Length <= Longest)
            return text;
        var end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return text[..end] + "…";
    }
}
