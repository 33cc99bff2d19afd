namespace ServerlessIot.Edition.Supervision;

/// <summary>The log of one process, kept to two files of a bounded size.</summary>
/// <param name="path">Path of the newer file; the older one has <c>.1</c> added.</param>
public sealed class LogFile(string path) : IDisposable
{
    private const long LargestBytes = 16 * 1024 * 1024;
    private readonly Lock _gate = new();
    private StreamWriter _writer = Open(path);
    private bool _closed;

    /// <summary>Path of the newer file.</summary>
    public string Path => path;

    /// <summary>Adds one line; lines after <see cref="Dispose"/> are dropped.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (_closed) return;
            if (_writer.BaseStream.Length > LargestBytes) Roll();
            _writer.WriteLine(line);
        }
    }

    /// <summary>The last lines, to show when the process failed.</summary>
    public IReadOnlyList<string> Tail(int lines)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Max(0, stream.Length - 64 * 1024), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _writer.Dispose();
        }
    }

    private void Roll()
    {
        _writer.Dispose();
        File.Move(path, path + ".1", overwrite: true);
        _writer = Open(path);
    }

    private static StreamWriter Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
}
