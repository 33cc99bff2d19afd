using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Archive;

/// <summary>Settings of the archive, as the templates set them.</summary>
/// <param name="HotDays">Age in days at which a day leaves the hot tier.</param>
/// <param name="WarmDays">Age in days at which a month leaves Cool for Cold.</param>
/// <param name="ColdDays">Age in days at which a month leaves Cold for Archive.</param>
/// <param name="KeepDays">Age in days at which a month is deleted.</param>
/// <param name="SweepDays">Days that what was replaced stays.</param>
/// <param name="MergeRows">Rows of hot blobs that are merged at once.</param>
public sealed record ArchiveSettings(double HotDays, double WarmDays, double ColdDays, double KeepDays, double SweepDays, double MergeRows)
{
    /// <summary>Reads bicep/settings.json.</summary>
    /// <exception cref="PlanException">The file is missing, or a setting is missing or outside its range.</exception>
    public static ArchiveSettings Read(Repository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return Of(JsonFile.Node(repository.Settings)["apps"]?["ops"] as JsonObject ?? throw new PlanException($"{repository.Settings} has no settings of ops."));
    }

    /// <summary>Reads the settings of the app ops.</summary>
    /// <exception cref="PlanException">A setting is missing or outside its range.</exception>
    public static ArchiveSettings Of(JsonObject ops)
    {
        ArgumentNullException.ThrowIfNull(ops);
        var settings = new ArchiveSettings(Number("HotDays"), Number("WarmDays"), Number("ColdDays"), Number("KeepDays"), Span("SweepAfter").TotalDays, Number("MergeRows"));
        // As the functions check them when they start.
        if (settings is not { HotDays: >= 1, MergeRows: >= 1 } || settings.WarmDays <= settings.HotDays || settings.ColdDays < settings.WarmDays || settings.KeepDays <= settings.WarmDays)
            throw new PlanException("Archive__HotDays, WarmDays, ColdDays, KeepDays must be 1 ≤ hot < warm ≤ cold and warm < keep, and MergeRows above 0.");
        return settings;

        string Text(string name) => (string?)ops[$"Archive__{name}"] ?? throw new PlanException($"There is no setting Archive__{name}.");

        double Number(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : throw new PlanException($"Archive__{name} is no number.");

        TimeSpan Span(string name) => TimeSpan.TryParse(Text(name), CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span : throw new PlanException($"Archive__{name} is no time.");
    }
}
