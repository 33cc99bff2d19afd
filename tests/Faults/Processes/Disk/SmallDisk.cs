using System.Diagnostics;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.Faults.Tests.Processes.Disk;

/// <summary>A disk of its own for one part's folder: a tmpfs that can be filled, emptied and made read-only. Needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Chunk = 1024 * 1024;
    private readonly string _mount = Directory.CreateTempSubdirectory("serverlessiot-disk-").FullName;
    private readonly string _filler;

    /// <summary>Mounts the disk.</summary>
    /// <param name="mebibytes">Its size.</param>
    /// <exception cref="InvalidOperationException">This is not root, or the machine allows no mounts.</exception>
    public SmallDisk(int mebibytes)
    {
        _filler = Path.Combine(_mount, "filler");
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("This test mounts a small tmpfs, which only root may do: run it as root (sudo ./test faults --long), in a container with the capability SYS_ADMIN.");
        Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=700", "tmpfs", _mount);
    }

    /// <summary>Puts the folder of a part onto this disk.</summary>
    public void Hold(RunFolder folder, string part) =>
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, part), Directory.CreateDirectory(Path.Combine(_mount, part)).FullName);

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(_filler, FileMode.Create, FileAccess.Write);
        var chunk = new byte[Chunk];
        var position = 0L;
        for (var bytes = Chunk; bytes > 0;)
        {
            try
            {
                RandomAccess.Write(file, chunk.AsSpan(0, bytes), position);
                position += bytes;
            }
            catch (IOException)
            {
                bytes /= 2; // no room for a piece of this size
            }
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(_filler);

    /// <summary>Makes the disk read-only; false while somebody has a file open for writing.</summary>
    public bool TryMakeReadOnly() => TryRun("mount", "-o", "remount,ro", _mount) == 0;

    /// <summary>Makes it writable again.</summary>
    public void MakeWritable() => Run("mount", "-o", "remount,rw", _mount);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Lazy: a failed test may leave a process behind for a moment that still has files open.
        Run("umount", "--lazy", _mount);
        Directory.Delete(_mount);
    }

    private static void Run(string program, params string[] arguments)
    {
        var code = TryRun(program, arguments);
        if (code != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {code}.");
    }

    private static int TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
