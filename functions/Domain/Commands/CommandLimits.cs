using System.Text;

namespace ServerlessIot.Domain.Commands;

/// <summary>Bounds of commands and their replies.</summary>
public static class CommandLimits
{
    /// <summary>Characters of an id.</summary>
    public const int IdLength = 64;

    /// <summary>Characters of a command's name.</summary>
    public const int NameLength = 64;

    /// <summary>Characters of an idempotency key.</summary>
    public const int KeyLength = 128;

    /// <summary>Bytes of a command's payload.</summary>
    public const int PayloadBytes = 16 * 1024;

    /// <summary>Bytes of a reply.</summary>
    public const int ReplyBytes = 32 * 1024;

    /// <summary>Characters of a reply's message.</summary>
    public const int MessageLength = 1024;

    /// <summary>Longest time to wait for a reply, seconds.</summary>
    public const int MostTimeout = 3_600;

    /// <summary>Longest life of a command that no device takes, seconds: a day, as long as the smallest log keeps it.</summary>
    public const int MostExpiry = 86_400;

    /// <summary>Milliseconds after a deadline for what the bridge had written before it: only then is a command expired or timed out.</summary>
    public const long Grace = 3_000;

    /// <summary>Milliseconds after which a command that was recorded and not yet told is told by the timer.</summary>
    public const long TellAgainAfter = 10_000;

    /// <summary>Whether a command is within them all.</summary>
    public static bool Hold(CommandRecord command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return IsId(command.Id) && IsName(command.Command) && CommandPriorities.All.Contains(command.Priority)
            && command.Issued > 0 && command.Expires - command.Issued is > 0 and <= MostExpiry * 1_000L && command.Timeout is > 0 and <= MostTimeout * 1_000L
            && (command.Payload is not { } payload || (PlainJson.Holds(payload) && Encoding.UTF8.GetByteCount(payload.GetRawText()) <= PayloadBytes));
    }

    /// <summary>Whether a text is a command's name: letters, digits and <c>_ - .</c></summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>Whether a text can be a command's id: hex digits and hyphens.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= IdLength } && id.All(c => char.IsAsciiHexDigitLower(c) || c is '-' or 'k');
}
