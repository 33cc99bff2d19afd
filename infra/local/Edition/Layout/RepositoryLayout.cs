namespace ServerlessIot.Edition.Layout;

/// <summary>Where the built programs lie.</summary>
/// <param name="Root">Folder that holds ServerlessIot.sln.</param>
/// <param name="Configuration">Debug or Release: the one this program was built in.</param>
public sealed record RepositoryLayout(string Root, string Configuration)
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

    /// <summary>A program of ours: <c>ServerlessIot.NAME.dll</c> of a project folder.</summary>
    public string Program(string projectFolder, string name) => Existing(Path.Combine(Output(projectFolder), $"ServerlessIot.{name}.dll"));

    /// <summary>The build output of a function app.</summary>
    public string App(string name) => Path.GetDirectoryName(Existing(Path.Combine(Output($"functions/{name}"), "host.json")))!;

    /// <summary>A file that belongs to the sources, or that npm installed.</summary>
    public string Source(string path) => Existing(Path.Combine(Root, path));

    private string Output(string projectFolder) => Path.Combine(Root, projectFolder, "bin", Configuration, Framework);

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new EditionException($"{path} is missing: start with ./run, which installs and builds what is needed.");
}
