namespace ServerlessIot.Host.Tests;

/// <summary>The directory that the sample app writes to.</summary>
internal sealed class Sample : IDisposable
{
    public Sample() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "serverlessiot-host-" + Guid.NewGuid().ToString("N"));

    public (string, string) Setting => ("Sample__Directory", Path);

    /// <summary>The finished lines of a function, each as its instance and its text; in order for each process, the oldest process first.</summary>
    public IReadOnlyList<(string Instance, string Text)> Lines(string function) =>
        [.. new DirectoryInfo(Path).GetFiles(function + ".*.txt").OrderBy(file => file.CreationTimeUtc).SelectMany(Lines)];

    private static IEnumerable<(string Instance, string Text)> Lines(FileInfo file)
    {
        using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..6], line[7..]));
    }

    /// <summary>Makes functions fail (fail) or wait (hold) from now on.</summary>
    public void Set(string flag) => File.WriteAllText(System.IO.Path.Combine(Path, flag), "");

    /// <summary>Ends what <see cref="Set"/> began.</summary>
    public void Clear(string flag) => File.Delete(System.IO.Path.Combine(Path, flag));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
