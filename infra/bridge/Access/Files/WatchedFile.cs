using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Files;

/// <summary>
/// What a file says, read again when it changes (a secret that is mounted, a list that is copied over). A new content that cannot be used is
/// reported, and the last good one goes on to count. Of keys and authorities a new content counts when it was read twice in a row: half a copy,
/// which may be good in itself, would expel devices.
/// </summary>
internal sealed class WatchedFile<T> : IWatchedFile
    where T : class
{
    private readonly string _path;
    private readonly Func<byte[], T> _read;
    private byte[] _content;
    private byte[]? _seen; // read once, and not taken yet
    private byte[]? _refused;
    private T _value;

    /// <exception cref="Settings.SettingException">The file cannot be read or used.</exception>
    public WatchedFile(string setting, string path, int maxBytes, string expected, Func<byte[], T> read)
    {
        (_path, _read) = (path, read);
        MaxBytes = maxBytes;
        try
        {
            _content = ReadAll();
            _value = read(_content);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new Settings.SettingException(setting, path, $"{expected} ({e.Message})");
        }
    }

    /// <summary>Largest content that is read.</summary>
    public int MaxBytes { get; }

    /// <summary>The last good content.</summary>
    public T Value => Volatile.Read(ref _value);

    /// <inheritdoc/>
    public bool Refresh(ILogger logger)
    {
        byte[]? content = null;
        try
        {
            content = ReadAll();
            if (!IsSettled(content) || content.AsSpan().SequenceEqual(_content))
                return false;
            Volatile.Write(ref _value, _read(content));
            (_content, _refused) = (content, null);
            BridgeLog.FileRead(logger, _path);
            return true;
        }
        catch (Exception e) when (IsFault(e))
        {
            // Said once for each content, and once while it cannot be read at all; tried again all the same, since what it depends on may come later.
            if (_refused is null || !_refused.AsSpan().SequenceEqual(content ?? []))
                BridgeLog.FileRefused(logger, _path, e.Message);
            _refused = content ?? [];
            if (content is null)
                _seen = null;
            return false;
        }
    }

    private bool IsSettled(byte[] content)
    {
        if (!typeof(IMarked).IsAssignableFrom(typeof(T)) || (_seen is not null && content.AsSpan().SequenceEqual(_seen)))
            return true;
        _seen = content;
        return false;
    }

    private static bool IsFault(Exception e) =>
        e is IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException or System.Text.Json.JsonException;

    private byte[] ReadAll()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxBytes)
            throw new IOException($"it is longer than {MaxBytes} bytes");
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
