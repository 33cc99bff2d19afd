namespace ServerlessIot.Broker.Storage;

/// <summary>Keeps a second broker from writing into the same folder; the system releases it when the process dies.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="IOException">Another broker holds it.</exception>
    public DirectoryLock(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public void Dispose() => _file.Dispose();
}
