using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Tests;

/// <summary>The files of this clone.</summary>
internal static class Files
{
    public static Repository Repository { get; } = Repository.Find(AppContext.BaseDirectory);

    public static Plan.Costs.Costs Costs { get; } = Plan.Costs.Costs.Read(Repository.Costs);

    public static SizeReader Sizes { get; } = new(Repository, Costs.Timers);
}
