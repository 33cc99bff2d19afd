using ServerlessIot.Plan.Archive;
using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Commands;
using ServerlessIot.Plan.Output;
using ServerlessIot.Plan.Planning;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            var result = CommandLine.Build(Run, RunArchive).Parse(args);
            if (result.Errors.Count == 0) return result.Invoke(new() { EnableDefaultExceptionHandler = false });
            foreach (var error in result.Errors) Console.Error.WriteLine($"error: {error.Message} See ./plan --help.");
            return 1;
        }
        catch (PlanException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static int Run(PlanOptions options)
    {
        var repository = Repository.Find(AppContext.BaseDirectory);
        var costs = Costs.Costs.Read(options.Costs ?? repository.Costs);
        var planner = new Planner(costs, Prices.Read(options.Prices ?? repository.Prices));
        var sizes = new SizeReader(repository, costs.Timers);
        var name = options.Size ?? sizes.For(options.Load.Peak);
        var size = sizes.Read(name, options.Changes, options.Partitions is > 0 ? options.Partitions : null);
        if (options.Partitions == 0) size = sizes.Read(name, options.Changes, planner.PartitionsNeeded(options.Load, size));
        var plan = planner.Plan(options.Load, size, options.Detail);
        if (options.Json) Console.Out.WriteLine(PlanJson.Write(plan));
        else new PlanText(Console.Out).Write(plan);
        return 0;
    }

    private static int RunArchive(ArchiveRequest request)
    {
        var repository = Repository.Find(AppContext.BaseDirectory);
        var costs = Costs.Costs.Read(request.Costs ?? repository.Costs);
        var prices = Prices.Read(request.Prices ?? repository.Prices);
        var reports = new Reports(costs, prices, ArchiveSettings.Read(repository), new SizeReader(repository, costs.Timers)).Of(request);
        if (request.Json) Console.Out.WriteLine(ArchiveJson.Write(reports));
        else new ArchiveText(Console.Out).Write(reports);
        return 0;
    }
}
