namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>A file that is only appended to, by one bridge; when it is full it becomes <c>….1</c>, in place of the one before.</summary>
internal sealed class AuditFile(string path, long maxBytes)
{
    /// <summary>Appends whole lines, on disk when this returns. After a failure part of them may be there: ended as a line of its own by the next call.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (File.Exists(path) && new FileInfo(path).Length is > 0 and var length && length + lines.Length > maxBytes)
            File.Move(path, path + ".1", overwrite: true);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        if (lines.IsEmpty)
            return;
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                file.WriteByte((byte)'\n');
        }
        file.Write(lines);
        file.Flush(flushToDisk: true);
    }
}
