using System.CommandLine;

namespace ServerlessIot.Bridge.CommandLine;

/// <summary>What the program can do beside being a bridge.</summary>
internal static class BridgeTool
{
    private static readonly string[] Verbs = ["ca", "keys", "topics", "help", "--help", "-h", "-?"];

    /// <summary>Whether the arguments are for these commands.</summary>
    public static bool IsMeant(string[] args) => args.Length > 0 && Verbs.Contains(args[0], StringComparer.Ordinal);

    /// <summary>Runs a command; returns the exit code.</summary>
    public static Task<int> RunAsync(string[] args, TimeProvider time)
    {
        var root = new RootCommand("""
            The bridge: takes devices' messages and writes them to Kafka. Without a command it runs, with the settings of the environment
            (Bridge__Port=1883) or of the command line (--Bridge:Port=1883). README has the table of settings.
            """)
        {
            AuthorityCommands.Build(time),
            KeyCommands.Build(),
            TopicCommands.Build(),
            new Command("healthcheck", "Asks the bridge that runs on this machine whether it is alive: exit code 0 or 1."),
        };
        return root.Parse(args is ["help", ..] ? ["--help"] : args).InvokeAsync();
    }
}
