namespace ServerlessIot.Edition.Layout;

/// <summary>Where the built programs lie.</summary>
/// <param name="Root">Folder that holds ServerlessIot.sln.</param>
/// <param name="Configuration">Debug or Release: the one this program was built in.</param>
/// <param name="Published">Folder with what <c>dotnet publish</c> made of each app and of the bridge, each in a folder of its name; null = build output is run.</param>
public sealed record RepositoryLayout(string Root, string Configuration, string? Published = null)
{
    private const string Framework = "net10.0";

    /// <summary>Finds the layout from the folder of this program (…/bin/CONFIGURATION/net10.0).</summary>
    /// <exception cref="EditionException">The program does not lie in a clone.</exception>
    public static RepositoryLayout Find(string from)
    {
        var configuration = new DirectoryInfo(from).Name == Framework ? new DirectoryInfo(from).Parent?.Name : null;
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessIot.sln"))) return new RepositoryLayout(folder.FullName, configuration ?? "Release");
        }

        throw new EditionException($"{from} is not inside a clone of this project (no ServerlessIot.sln above it).");
    }

    /// <summary>What can be published, by name, with its project's folder.</summary>
    public static IReadOnlyDictionary<string, string> Publishable { get; } = new Dictionary<string, string>
    {
        ["Stream"] = "functions/Stream",
        ["Persist"] = "functions/Persist",
        ["React"] = "functions/React",
        ["Ops"] = "functions/Ops",
        ["Bridge"] = "infra/bridge",
    };

    /// <summary>Says what has to be published, and how.</summary>
    /// <exception cref="EditionException"><see cref="Published"/> lacks something.</exception>
    public void RefuseUnpublished()
    {
        if (Published is null) return;
        var missing = Publishable.Where(part => !File.Exists(Path.Combine(Published, part.Key, $"ServerlessIot.{part.Key}.dll"))).ToList();
        if (missing.Count == 0) return;
        var commands = missing.Select(part => $"  dotnet publish {Path.Combine(Root, part.Value)} -c {Configuration} -o {Path.Combine(Published, part.Key)}");
        throw new EditionException($"--published: {Published} lacks {string.Join(", ", missing.Select(part => part.Key))}. Publish:\n{string.Join('\n', commands)}");
    }

    /// <summary>A program of ours: <c>ServerlessIot.NAME.dll</c> of a project folder.</summary>
    public string Program(string projectFolder, string name) => Existing(Path.Combine(Output(projectFolder, name), $"ServerlessIot.{name}.dll"));

    /// <summary>Folder of a built function app.</summary>
    public string App(string name) => Path.GetDirectoryName(Existing(Path.Combine(Output($"functions/{name}", name), "host.json")))!;

    /// <summary>A file that belongs to the sources, or that npm installed.</summary>
    public string Source(string path) => Existing(Path.Combine(Root, path));

    private string Output(string projectFolder, string name) =>
        Published is not null && Publishable.ContainsKey(name) ? Path.Combine(Published, name) : Path.Combine(Root, projectFolder, "bin", Configuration, Framework);

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new EditionException($"{path} is missing: start with ./run, which installs and builds what is needed.");
}
