namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Patterns of names: <c>*</c> stands for any characters, none among them; everything else for itself, upper and lower case apart.</summary>
public static class NamePattern
{
    /// <summary>Whether a name fits a pattern. Takes at most the product of both lengths in steps.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (at, next, star, taken) = (0, 0, -1, 0);
        while (next < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*') (star, taken, at) = (at, next, at + 1);
            else if (at < pattern.Length && pattern[at] == name[next]) (at, next) = (at + 1, next + 1);
            // The last star takes one character more.
            else if (star >= 0) (at, next) = (star + 1, ++taken);
            else return false;
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }
}
