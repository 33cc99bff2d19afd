using ServerlessIot.Plan.Archive;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Commands;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>Reports from the files of this clone.</summary>
internal static class Known
{
    public static Prices Prices { get; } = Prices.Read(Files.Repository.Prices);

    public static ArchiveSettings Settings { get; } = ArchiveSettings.Read(Files.Repository);

    public static ArchiveReport Report(string source) => Of(new ArchiveRequest { Source = source })[0];

    public static IReadOnlyList<ArchiveReport> Of(ArchiveRequest request) => new Reports(Files.Costs, Prices, Settings, Files.Sizes).Of(request);
}
