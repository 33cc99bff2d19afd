namespace ServerlessIot.Plan.Sizing;

/// <summary>The files of the clone that a plan is made from: the same that the templates and the apps use.</summary>
/// <param name="Root">Folder that holds ServerlessIot.sln.</param>
public sealed record Repository(string Root)
{
    /// <summary>Sizes: bicep/sizes.json.</summary>
    public string Sizes => Path.Combine(Root, "bicep", "sizes.json");

    /// <summary>Settings of the code, and lag thresholds: bicep/settings.json.</summary>
    public string Settings => Path.Combine(Root, "bicep", "settings.json");

    /// <summary>Measured costs.</summary>
    public string Costs => Path.Combine(Root, "infra", "plan", "costs.json");

    /// <summary>Prices.</summary>
    public string Prices => Path.Combine(Root, "infra", "plan", "prices.json");

    /// <summary>host.json of an app, by its name in sizes.json.</summary>
    public string HostJson(string app) => Path.Combine(Root, "functions", char.ToUpperInvariant(app[0]) + app[1..], "host.json");

    /// <summary>Finds the clone that <paramref name="from"/> lies in.</summary>
    /// <exception cref="PlanException">It lies in none.</exception>
    public static Repository Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessIot.sln"))) return new Repository(folder.FullName);
        }

        throw new PlanException($"{from} is not inside a clone of this project (no ServerlessIot.sln above it).");
    }
}
