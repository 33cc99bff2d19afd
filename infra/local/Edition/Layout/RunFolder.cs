namespace ServerlessIot.Edition.Layout;

/// <summary>The folder that holds everything one run writes: data of each part, logs, and run.json.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record RunFolder(string Path)
{
    private static readonly string[] Written = ["kafka", "azurite", "cosmos", "simulator", "logs", "run.json", "run.json.new", "books.json"];

    /// <summary>Folder of the log files, one per process.</summary>
    public string Logs => Part("logs");

    /// <summary>List of the running processes.</summary>
    public string RunFile => System.IO.Path.Combine(Path, "run.json");

    /// <summary>Data folder of one part, created when missing.</summary>
    public string Part(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>Deletes what the edition wrote there, and the folder itself when nothing else is in it: it may be one that a person named.</summary>
    public void Delete()
    {
        if (!Directory.Exists(Path)) return;
        foreach (var part in Written.Select(name => System.IO.Path.Combine(Path, name)))
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
            else File.Delete(part);
        }

        if (!Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
    }

    /// <summary>The folder that a plain start keeps between starts.</summary>
    public static RunFolder Kept(RepositoryLayout layout) => new(System.IO.Path.Combine(layout.Root, ".local", "data"));

    /// <summary>A folder of its own for one bounded run.</summary>
    public static RunFolder Fresh(RepositoryLayout layout, DateTimeOffset now) =>
        new(System.IO.Path.Combine(layout.Root, ".local", "runs", $"{now:yyyyMMdd-HHmmss}-{Environment.ProcessId}"));
}
